import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox } from "../src/outbox";
import { Shelf } from "../src/shelf";

// happy-dom's own does not have its items as properties; the journeys meet a browser's.
beforeEach(() => vi.stubGlobal("localStorage", {}));
afterEach(() => vi.unstubAllGlobals());

describe("Outbox", () => {
  it("keeps what was said over a reload, in its order, even within a millisecond", () => {
    vi.spyOn(Date, "now").mockReturnValue(1000);
    const outbox = new Outbox(new Shelf());
    for (const text of ["one", "two", "three"]) outbox.add(text);
    vi.restoreAllMocks();
    expect(new Outbox(new Shelf()).items().map((item) => item.text)).toEqual(["one", "two", "three"]);
  });

  it("gives each item an id of its own that the server takes", () => {
    const outbox = new Outbox(new Shelf());
    outbox.add("a");
    outbox.add("a");
    const ids = outbox.items().map((item) => item.id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_.:-]{1,64}$/);
  });

  it("goes on in memory where the browser has no more room", () => {
    const full = new Proxy<Record<string, string>>({ "admissions-chat.session": "{}" }, {
      set: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
    vi.stubGlobal("localStorage", full);
    const shelf = new Shelf();
    const outbox = new Outbox(shelf);
    outbox.add("a");
    outbox.add("b");
    expect(outbox.items().map((item) => item.text)).toEqual(["a", "b"]);
    expect(shelf.get("session")).toBe("{}");
  });

  it("does not touch what the page itself keeps", () => {
    localStorage["out.page"] = "not ours";
    const outbox = new Outbox(new Shelf());
    outbox.add("a");
    expect(outbox.items()).toHaveLength(1);
    outbox.remove(outbox.items()[0]!.id);
    expect(outbox.items()).toEqual([]);
    expect(localStorage["out.page"]).toBe("not ours");
  });
});

describe("Shelf", () => {
  it("is memory where the browser refuses its own", () => {
    const refuse = () => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.defineProperty(globalThis, "localStorage", { get: refuse, configurable: true });
    const shelf = new Shelf();
    shelf.set("name", "value");
    expect(shelf.get("name")).toBe("value");
    expect(shelf.all("na")).toEqual(["value"]);
    shelf.remove("name");
    expect(shelf.get("name")).toBeUndefined();
  });

  it("tells what another tab has changed, and nothing of the page's", () => {
    const life = new AbortController();
    const told: string[] = [];
    new Shelf().watch((name) => told.push(name), life.signal);
    dispatchEvent(new StorageEvent("storage", { key: "admissions-chat.session" }));
    dispatchEvent(new StorageEvent("storage", { key: "page" }));
    life.abort();
    dispatchEvent(new StorageEvent("storage", { key: "admissions-chat.seen" }));
    expect(told).toEqual(["session"]);
  });
});
