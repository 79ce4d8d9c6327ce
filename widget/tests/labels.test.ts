import { describe, expect, it } from "vitest";
import { type LabelFile, labelsOf } from "../src/labels";

const files = import.meta.glob<LabelFile>("../../channels/static/widget/*.json", { eager: true, import: "default" });
const file = (language: string) => files[`../../channels/static/widget/${language}.json`]!;
const bare = (text: string) => text.replace(/[\u2066-\u2069]/g, "");

describe("labels", () => {
  it("has all languages, each with the same names", () => {
    expect(Object.keys(files)).toHaveLength(13);
    const names = Object.keys(file("en").texts).sort();
    for (const { texts, languages } of Object.values(files)) {
      expect(Object.keys(texts).sort()).toEqual(names);
      expect(languages).toEqual(file("en").languages);
    }
  });

  it("has a text for every name that the sources ask for, and no text that nobody asks for", () => {
    const sources = Object.values(import.meta.glob<string>("../src/**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" })).join("\n");
    const asked = [...sources.matchAll(/(?:label\??\.?\(|tell\(|item\(|thumb\()"(\w+)"/g)].map((found) => found[1]!);
    // Names that are put together, or come by way of a variable.
    const made = ["programs", "apply", "cost", "campuses"].map((name) => `starter_${name}`);
    for (const sheet of ["person", "leave", "erase"]) made.push(`${sheet}_title`, `${sheet}_text`, `${sheet}_do`);
    made.push("phase_waiting", "phase_staff", "erased", "expired", "bot", "staff", "unanswered", "delivered");
    made.push("unsent", "queued", "sending", "retry", "discard", "unreachable");
    expect([...new Set([...asked, ...made])].sort()).toEqual(Object.keys(file("en").texts).sort());
  });

  it.each([
    [0, "zero"],
    [1, "one"],
    [2, "two"],
    [3, "few"],
    [11, "many"],
    [100, "other"],
  ] as const)("counts %i in Arabic by the form %s", (count, form) => {
    const forms = file("ar").texts.unread as Record<string, string>;
    expect(bare(labelsOf("ar", file("ar"))("unread", { count }))).toBe(forms[form]!.replace("{count}", `${count}`));
  });

  it.each([
    ["ru", 1, "1 новое сообщение"],
    ["ru", 3, "3 новых сообщения"],
    ["ru", 25, "25 новых сообщений"],
    ["fr", 0, "0 nouveau message"],
    ["fr", 1_000_000, "1000000 nouveaux messages"],
    ["zh", 2, "2条新消息"],
    ["zh-Hant", 2, "2條新訊息"],
  ])("counts in %s: %i", (language, count, text) => {
    expect(bare(labelsOf(language, file(language))("unread", { count }))).toBe(text);
  });

  it("isolates what is set in", () => {
    expect(labelsOf("ar", file("ar"))("unread", { count: 5 })).toContain("\u20685\u2069");
  });
});
