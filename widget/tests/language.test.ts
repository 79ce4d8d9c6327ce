import { describe, expect, it } from "vitest";
import { chosen, directionOf, supported } from "../src/language";
import { timeOf } from "../src/times";

describe("language", () => {
  it.each([
    ["en-GB", "en"],
    ["AR", "ar"],
    ["zh", "zh"],
    ["zh-CN", "zh"],
    ["zh-Hans-HK", "zh"],
    ["zh-TW", "zh-Hant"],
    ["zh-Hant", "zh-Hant"],
    ["zh-Hant-CN", "zh-Hant"],
    ["pt-BR", undefined],
    ["enx", undefined],
    ["", undefined],
    [null, undefined],
  ])("supports %j as %j", (tag, code) => expect(supported(tag)).toBe(code));

  it("takes the first tag that is supported, else English", () => {
    expect(chosen([undefined, "pt", "th-TH", "zh"])).toBe("th");
    expect(chosen(["xx"])).toBe("en");
  });

  it("writes Arabic from right to left, and nothing else", () => {
    expect(directionOf("ar")).toBe("rtl");
    expect(directionOf("fr")).toBe("ltr");
  });
});

describe("timeOf", () => {
  it("has no date today", () => expect(timeOf(Date.now(), "de")).toMatch(/^\d\d:\d\d$/));

  it.each(["th", "ar", "zh", "en"])("has Latin digits and the Gregorian year in %s", (language) => {
    expect(timeOf("2025-03-04T10:00:00Z", language)).toMatch(/2025/);
    expect(timeOf("2025-03-04T10:00:00Z", language)).not.toMatch(/[٠-٩๐-๙]/);
  });
});
