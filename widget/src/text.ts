/** What a plain text holds that can be shown better: paragraphs, lists, cards, links, amounts. */

/** A piece of a line: text, a link, or something that keeps its order and is not broken (an amount, a phone number). */
export type Piece = string | { link: string; text: string } | { whole: string };

/** A paragraph: its lines, of which those that begin with a bullet are a list, and its title if it has one. */
export interface Part {
  /** The paragraph is about one thing, which its first line names: a program, with field, country and stages. */
  title?: string;
  runs: { list: boolean; lines: string[] }[];
}

const BULLET = /^[•·▪] ?/;
/** A first line that ends so leads to what follows; it is not a name. */
const LEADS = /\p{Po}\s*$/u;
const LONGEST_TITLE = 90;

export function partsOf(text: string): Part[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split("\n").filter((line) => line.trim()))
    .filter((lines) => lines.length)
    .map((lines) => {
      const [first = "", second = ""] = lines;
      const named = (lines[2] || BULLET.test(second)) && first.length < LONGEST_TITLE && !BULLET.test(first) && !LEADS.test(first);
      const part: Part = { title: named ? lines.shift() : undefined, runs: [] };
      for (const line of lines) {
        const list = BULLET.test(line);
        const last = part.runs[part.runs.length - 1];
        const shown = line.replace(BULLET, "");
        if (last?.list === list) last.lines.push(shown);
        else part.runs.push({ list, lines: [shown] });
      }
      return part;
    });
}

// An address ends where the next word or the punctuation of Chinese, Japanese or Arabic begins.
const TOKEN =
  /(https?:\/\/[^\s<>"'«»“”،؛؟\u2066-\u2069\u3000-\u303f\uff00-\uff65]+)|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|\+\d[\d ()-]{5,}\d|(?:\p{Sc}|\b[A-Z]{3}[ \u00a0])\d[\d.,]*|\b\d[\d.,\u202f]*[ \u00a0]?(?:[\p{Sc}元円]|[A-Z]{3}\b)/gu;

/** One line cut into pieces. Nothing in it is anything but text, whatever it looks like. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: found, 1: address, 2: mail, index } of line.matchAll(TOKEN)) {
    const token = address ? address.replace(address.includes("(") ? /[.,;:!?]+$/ : /[.,;:!?)]+$/, "") : found;
    pieces.push(line.slice(done, index));
    if (address || mail) pieces.push({ link: (mail ? "mailto:" : "") + token, text: token });
    else pieces.push({ whole: token });
    done = index + token.length;
  }
  return [...pieces, line.slice(done)].filter(Boolean);
}
