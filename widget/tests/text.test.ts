import { describe, expect, it } from "vitest";
import { partsOf, piecesOf } from "../src/text";

describe("partsOf", () => {
  it("makes paragraphs of blank lines and lists of bullets", () => {
    expect(partsOf("The programs:\n• Accounting\n• Design\n\nAsk me more.")).toEqual([
      {
        title: undefined,
        runs: [
          { list: false, lines: ["The programs:"] },
          { list: true, lines: ["Accounting", "Design"] },
        ],
      },
      { title: undefined, runs: [{ list: false, lines: ["Ask me more."] }] },
    ]);
  });

  it("takes the first line of a paragraph about one thing for its title", () => {
    const [card] = partsOf("Accounting (Sino-Australian)\nField: accounting\n• 3 years\nIn all: 5 years");
    expect(card?.title).toBe("Accounting (Sino-Australian)");
    expect(card?.runs.map((run) => run.list)).toEqual([false, true, false]);
  });

  it.each(["These are the programs:\na\nb", "这些是专业：\na\nb", "Two lines\nonly", "• a\n• b\n• c", `${"long ".repeat(30)}\na\nb`])(
    "finds no title in %j",
    (text) => expect(partsOf(text)[0]?.title).toBeUndefined(),
  );

  it("has nothing to show of an empty text", () => expect(partsOf(" \n\n ")).toEqual([]));
});

describe("piecesOf", () => {
  it.each([
    ["See https://www.example.edu/fees.", "https://www.example.edu/fees"],
    ["(https://example.edu/a)", "https://example.edu/a"],
    ["https://example.edu/fees_(2026)", "https://example.edu/fees_(2026)"],
    ["请看https://example.edu/费用，谢谢", "https://example.edu/费用"],
    ["انظر https://example.edu/fees، ثم", "https://example.edu/fees"],
  ])("finds the address in %j", (line, link) => {
    expect(piecesOf(line)).toContainEqual({ link, text: link });
    expect(piecesOf(line).map((piece) => (typeof piece === "string" ? piece : "text" in piece ? piece.text : piece.whole)).join("")).toBe(line);
  });

  it("makes a mail address a link", () => {
    expect(piecesOf("Write to a.b@example.edu.cn.")[1]).toEqual({ link: "mailto:a.b@example.edu.cn", text: "a.b@example.edu.cn" });
  });

  it.each(["3500 USD", "USD 3,500", "¥12,000", "12 000 元".replace(" ", "\u202f"), "+86 537 123 4567", "15.5€"])("keeps %j whole", (amount) => {
    expect(piecesOf(`about ${amount} in all`)).toContainEqual({ whole: amount });
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "<img src=x onerror=alert(1)>", "ftp://example.edu", "6 years, 2026-11-23"])(
    "leaves %j as text",
    (line) => expect(piecesOf(line)).toEqual([line]),
  );
});
