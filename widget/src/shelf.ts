/** Where the browser keeps what must outlive the page; every tab of the site sees the same. */

const PREFIX = "admissions-chat.";

/** The site's localStorage; where the browser refuses it, memory that ends with the page. */
export class Shelf {
  readonly #kept: Record<string, string>;

  constructor() {
    try {
      this.#kept = localStorage ?? {}; // null in apps that have switched it off
    } catch {
      this.#kept = {};
    }
  }

  get(name: string): string | undefined {
    return this.#kept[PREFIX + name];
  }

  /** Throws when the browser has no more room. */
  set(name: string, value: string): void {
    this.#kept[PREFIX + name] = value;
  }

  remove(name: string): void {
    delete this.#kept[PREFIX + name];
  }

  /** What stands under names that begin with `start`. */
  all(start: string): string[] {
    return Object.keys(this.#kept)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => this.#kept[key]!);
  }

  /** Calls `changed` with the name when another tab has changed something. */
  watch(changed: (name: string) => void, signal: AbortSignal): void {
    addEventListener("storage", ({ key }) => key?.startsWith(PREFIX) && changed(key.slice(PREFIX.length)), { signal });
  }
}
