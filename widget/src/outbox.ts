/** What the applicant has said and the server has not confirmed: kept until it has, whatever happens to page or network. */

import type { Press } from "./message";
import type { Shelf } from "./shelf";

/** `id` is the server's key: the same item sent twice is taken once. */
export interface Item {
  id: string;
  text: string;
  button?: Press;
  /** When it was written, in milliseconds. */
  at: number;
  /** Why it is not sent by itself; blank where there is no more to say than that. */
  failed?: string;
}

const OUT = "out.";

/** Each item lies under a name of its own, so that two tabs never write over each other's. */
export class Outbox {
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** All items, oldest first. */
  items(): Item[] {
    const items = this.#shelf.all(OUT).map((kept) => JSON.parse(kept) as Item);
    return items.sort((one, other) => one.at - other.at);
  }

  /** A new item, kept before anything else happens to it. */
  add(text: string, button?: Press): void {
    const last = this.items().pop();
    // 128 random bits; crypto.randomUUID is missing on pages without https.
    const id = String(crypto.getRandomValues(new Uint32Array(4))).replace(/,/g, "-");
    this.put({ id, text, button, at: Math.max(Date.now(), last ? last.at + 1 : 0) });
  }

  has(id: string): boolean {
    return !!this.#shelf.get(OUT + id);
  }

  put(item: Item): void {
    this.#shelf.set(OUT + item.id, JSON.stringify(item));
  }

  remove(id: string): void {
    this.#shelf.remove(OUT + id);
  }
}
