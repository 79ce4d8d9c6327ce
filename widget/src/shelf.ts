/** Where the browser keeps what must outlive the page; every tab of the site sees the same. */

const PREFIX = "admissions-chat.";

/** The site's localStorage; where the browser refuses it or has no more room, memory that ends with the page. */
export class Shelf {
  #kept: Record<string, string>;

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

  set(name: string, value: string): void {
    try {
      this.#kept[PREFIX + name] = value;
    } catch {
      this.#kept = { ...this.#kept, [PREFIX + name]: value }; // no more room: from now on in memory
    }
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
