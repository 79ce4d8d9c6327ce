import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "../src/chat";
import type { Message } from "../src/message";
import { Server } from "../src/server";
import { Shelf } from "../src/shelf";

/** A stream's other end, of promises alone: happy-dom's own streams and responses go by real time. */
class Wire {
  readonly #parts: { done: boolean; value?: Uint8Array }[] = [];
  #wake = () => {};

  constructor(signal?: AbortSignal | null) {
    signal?.addEventListener("abort", () => this.close());
  }

  put(text: string) {
    this.#parts.push({ done: false, value: new TextEncoder().encode(text) });
    this.#wake();
  }

  close() {
    this.#parts.push({ done: true });
    this.#wake();
  }

  getReader() {
    const read = async () => {
      while (!this.#parts[0]) await new Promise<void>((wake) => (this.#wake = wake));
      return this.#parts.shift()!;
    };
    return { read };
  }
}

function reply(content: unknown, status = 200, body?: Wire): Response {
  const headers = { get: () => (status === 429 ? "7" : null) };
  return { ok: status < 400, status, headers, json: async () => content, body } as unknown as Response;
}

/** The server's side: conversations by secret, and ways to misbehave. */
class FakeServer {
  conversations = new Map<string, Message[]>();
  taken: string[] = [];
  /** What becomes of the next requests that change something: a status, or "drop" for a network that breaks after the server has taken it. */
  trouble: (number | "drop")[] = [];
  streams: Wire[] = [];
  streaming = true;
  phase = "bot";
  #number = 0;
  #opened = 0;

  readonly fetch = async (address: string, init: RequestInit): Promise<Response> => {
    const path = address.replace("https://chat.example/api/", "");
    const what = `${init.method} ${path.split("?")[0]}`;
    const trouble = init.method === "GET" ? undefined : this.trouble.shift();
    if (typeof trouble === "number") {
      return reply({ error: { message: `refused ${trouble}` } }, trouble);
    }
    const body = init.body ? JSON.parse(init.body as string) : {};
    if (what === "POST session") {
      const session = `secret-${this.#opened++}`;
      this.conversations.set(session, []);
      return reply({ session, limits: { message: 50 } }, 201);
    }
    const secret = (init.headers as Record<string, string>).Authorization?.replace("Bearer ", "") ?? "";
    const messages = this.conversations.get(secret);
    if (!messages) return reply({ error: { message: "unknown" } }, 401);
    if (what === "DELETE session") this.conversations.delete(secret);
    if (what === "POST messages" && !messages.some((each) => each.client_id === body.client_id)) {
      this.taken.push(body.text ?? `press ${body.button.index}`);
      this.add(secret, "applicant", body.text ?? "pressed", body.client_id);
      this.add(secret, "bot", `Answer to ${body.text}`);
    }
    if (trouble === "drop") throw new TypeError("network");
    if (what === "GET events") {
      const stream = new Wire(init.signal);
      if (this.streaming) stream.put("retry: 3000\n\n");
      this.streams.push(stream);
      return reply(null, 200, stream);
    }
    const after = Number(path.split("after=")[1] ?? 0);
    const own = messages.find((each) => each.client_id && each.client_id === body.client_id);
    const news = what === "POST messages" ? messages.filter((each) => each.id > own!.id) : messages.filter((each) => each.id > after);
    return reply({ message: own ?? null, messages: news, state: this.phase, pending: false, more: false, notice: null });
  };

  add(secret: string, sender: Message["sender"], text: string, client_id?: string) {
    const time = new Date().toISOString();
    this.conversations.get(secret)!.push({ id: ++this.#number, sender, text, client_id, time, language: "en", direction: "ltr" });
  }

  ring() {
    for (const stream of this.streams) stream.put("event: state\ndata: {}\n\n");
  }
}

/** navigator.locks, which happy-dom does not have: one holder at a time. */
class Locks {
  #last: Promise<unknown> = Promise.resolve();

  request<T>(_name: string, hold: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(hold);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

let server: FakeServer;
const chats: Chat[] = [];

function tab(): Chat {
  const chat = new Chat(new Server("https://chat.example/"), new Shelf(), () => undefined);
  chats.push(chat);
  chat.start();
  return chat;
}

const texts = (chat: Chat) => [...chat.messages.map((each) => each.text), ...chat.items.map((each) => each.text)];
const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  // happy-dom's own does not have its items as properties; the journeys meet a browser's.
  vi.stubGlobal("localStorage", {});
  Object.defineProperty(navigator, "locks", { value: new Locks(), configurable: true });
  server = new FakeServer();
  vi.stubGlobal("fetch", server.fetch);
});

afterEach(() => {
  for (const chat of chats.splice(0)) chat.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("saying", () => {
  it("opens a conversation with the first message, not before", async () => {
    const chat = tab();
    chat.setOpen(true);
    await settle();
    expect(server.conversations.size).toBe(0);
    chat.say("Hello");
    expect(texts(chat)).toEqual(["Hello"]);
    await settle();
    expect(texts(chat)).toEqual(["Hello", "Answer to Hello"]);
    expect(chat.items).toEqual([]);
    expect(chat.session).toEqual({ secret: "secret-0", limit: 50 });
  });

  it("sends in order what was written before the session stood", async () => {
    const chat = tab();
    for (const text of ["one", "two", "three"]) chat.say(text);
    await settle();
    expect(server.taken).toEqual(["one", "two", "three"]);
    expect(server.conversations.size).toBe(1);
  });

  it("sends without locks, as on pages without https", async () => {
    Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
    const chat = tab();
    chat.say("one");
    chat.say("two");
    await settle();
    expect(server.taken).toEqual(["one", "two"]);
  });

  it("sends again what broke on the way, and the server takes it once", async () => {
    const chat = tab();
    chat.say("first");
    await settle();
    server.trouble = ["drop", 503];
    chat.say("Hello");
    await settle();
    expect(chat.trouble).toBe(true);
    expect(chat.items[0]?.text).toBe("Hello");
    await settle(10_000);
    expect(chat.trouble).toBe(false);
    expect(server.taken).toEqual(["first", "Hello"]);
    expect(texts(chat).filter((text) => text === "Hello")).toHaveLength(1);
  });

  it("waits as long as the server asks for", async () => {
    const chat = tab();
    server.trouble = [201, 429].slice(1);
    chat.say("Hello");
    await settle(6_000);
    expect(chat.reason).toBe("refused 429");
    expect(server.taken).toEqual([]);
    await settle(2_000);
    expect(server.taken).toEqual(["Hello"]);
    expect(chat.trouble).toBe(false);
  });

  it("goes on telling why the server takes nothing, whatever it answers to looks", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("first");
    await settle();
    server.trouble = [429];
    chat.say("Hello");
    await settle(100);
    server.add("secret-0", "staff", "Good morning");
    server.ring();
    await settle(100);
    expect(texts(chat)).toContain("Good morning");
    expect(chat).toMatchObject({ trouble: true, reason: "refused 429" });
  });

  it("has no trouble left when what could not be sent is taken back", async () => {
    const chat = tab();
    server.trouble = [503];
    chat.say("Hello");
    await settle();
    chat.discard(chat.items[0]!);
    expect(chat.trouble).toBe(false);
  });

  it("does not press a server that answers looks but takes nothing", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("first");
    await settle();
    server.trouble = Array(50).fill(503);
    chat.say("Hello");
    await settle(60_000);
    expect(server.trouble.length).toBeGreaterThan(42);
  });

  it("keeps a refused message with the reason, and sends the next", async () => {
    const chat = tab();
    chat.say("one");
    await settle();
    server.trouble = [422];
    chat.say("bad");
    chat.say("good");
    await settle();
    expect(server.taken).toEqual(["one", "good"]);
    expect(chat.items).toMatchObject([{ text: "bad", failed: "refused 422" }]);
    chat.retry(chat.items[0]);
    await settle();
    expect(server.taken).toEqual(["one", "good", "bad"]);
    expect(chat.items).toEqual([]);
  });

  it("takes back what has not been sent", async () => {
    const chat = tab();
    server.trouble = [503, 503, 503];
    chat.say("Hello");
    await settle();
    chat.discard(chat.items[0]!);
    await settle(60_000);
    expect(server.taken).toEqual([]);
  });

  it("sends after a reload what could not be sent before", async () => {
    const before = tab();
    server.trouble = [503];
    before.say("Hello");
    await settle();
    before.stop();
    const chat = tab();
    await settle();
    expect(server.taken).toEqual(["Hello"]);
    expect(chat.items).toEqual([]);
  });

  it("asks before it sends what was meant for yesterday", async () => {
    const before = tab();
    server.trouble = [503];
    before.say("Hello");
    await settle();
    before.stop();
    vi.setSystemTime(Date.now() + 2 * 86_400_000);
    const chat = tab();
    await settle(60_000);
    expect(server.taken).toEqual([]);
    expect(chat.items[0]?.failed).toBeDefined();
  });

  it("goes on in a new conversation where the old one is gone, a choice in its words", async () => {
    const chat = tab();
    chat.say("one");
    await settle();
    server.conversations.delete("secret-0");
    chat.say("Fees", { message: 2, index: 0 });
    await settle();
    expect(server.taken).toEqual(["one", "Fees"]);
    expect(texts(chat)).toEqual(["Fees", "Answer to Fees"]);
  });

  it("does not begin conversations for ever with a server that forgets them", async () => {
    const chat = tab();
    server.conversations.set = function (this: Map<string, Message[]>) {
      return this;
    };
    chat.say("Hello");
    await settle();
    expect(chat.items[0]?.failed).toBe("unknown");
  });
});

describe("hearing", () => {
  it("shows the whole history after a reload, once the panel is open", async () => {
    tab().say("Hello");
    await settle();
    const chat = tab();
    chat.setOpen(true);
    await settle();
    expect(texts(chat)).toEqual(["Hello", "Answer to Hello"]);
  });

  it("fetches what the stream rings for", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle();
    expect(server.streams).toHaveLength(1);
    server.add("secret-0", "staff", "Good morning");
    server.phase = "staff";
    server.ring();
    await settle();
    expect(texts(chat).at(-1)).toBe("Good morning");
    expect(chat.phase).toBe("staff");
  });

  it("looks instead, where streams are kept back on the way", async () => {
    server.streaming = false;
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle(9_000);
    server.add("secret-0", "staff", "Good morning");
    await settle(16_000);
    expect(texts(chat).at(-1)).toBe("Good morning");
  });

  it("opens another stream after one has broken", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle();
    server.streams[0]!.close();
    await settle(20_000);
    expect(server.streams).toHaveLength(2);
  });

  it("gives up a stream that has gone silent", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle();
    server.ring();
    await settle(70_000);
    expect(server.streams.length).toBeGreaterThan(1);
  });

  it("holds no stream while the panel is closed", async () => {
    const chat = tab();
    chat.say("Hello");
    await settle();
    expect(server.streams).toHaveLength(0);
  });

  it("counts what came in while the panel was closed, and nothing that has been seen", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle();
    expect(chat.unread).toBe(0);
    chat.setOpen(false);
    chat.stop();
    server.add("secret-0", "staff", "Good morning");
    const later = tab();
    await settle();
    expect(later.unread).toBe(1);
    later.setOpen(true);
    await settle();
    expect(later.unread).toBe(0);
    expect(texts(later)).toEqual(["Hello", "Answer to Hello", "Good morning"]);
  });

  it("sees that a question was given up, and asks it again when told", async () => {
    tab().say("Hello");
    await settle();
    const [question] = server.conversations.get("secret-0")!.splice(0, 2);
    server.conversations.set("secret-0", [question!]);
    question!.status = "received";
    const chat = tab();
    chat.setOpen(true);
    await settle();
    expect(chat.messages[0]?.status).toBe("received");
    question!.status = "failed";
    server.ring();
    await settle();
    expect(chat.messages[0]?.status).toBe("failed");
    question!.status = "answered";
    server.add("secret-0", "bot", "At last");
    await chat.repeat(chat.messages[0]!);
    expect(chat.messages[0]?.status).toBe("answered");
    expect(texts(chat)).toEqual(["Hello", "At last"]);
    expect(server.taken).toEqual(["Hello"]);
  });

  it("says that the conversation is no longer there", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("Hello");
    await settle();
    server.conversations.clear();
    server.ring();
    await settle();
    expect(chat.gone).toBe("expired");
    expect(texts(chat)).toEqual([]);
    expect(chat.session).toBeNull();
  });
});

describe("two tabs", () => {
  const tell = (name: string) => dispatchEvent(new StorageEvent("storage", { key: `admissions-chat.${name}` }));

  it("share one conversation", async () => {
    const [one, other] = [tab(), tab()];
    other.setOpen(true);
    one.say("Hello");
    await settle();
    tell("session");
    await settle();
    expect(texts(other)).toEqual(["Hello", "Answer to Hello"]);
    other.say("And now?");
    await settle();
    expect(server.conversations.size).toBe(1);
  });

  it("agree on a rating", async () => {
    const [one, other] = [tab(), tab()];
    one.setOpen(true);
    other.setOpen(true);
    one.say("Hello");
    await settle();
    tell("session");
    await settle();
    await one.rate(2, 1);
    server.conversations.get("secret-0")![1]!.rating = 1;
    tell("rated");
    await settle();
    expect(other.messages[1]?.rating).toBe(1);
  });

  it("both forget what one has deleted", async () => {
    const [one, other] = [tab(), tab()];
    one.setOpen(true);
    other.setOpen(true);
    one.say("Hello");
    await settle();
    tell("session");
    await settle();
    await one.erase();
    tell("session");
    await settle();
    expect(texts(other)).toEqual([]);
    expect(one.gone).toBe("erased");
    expect(server.conversations.size).toBe(0);
  });
});

describe("the rest", () => {
  /** A look is on its way: the server is asked after the deletion, and tells it a second later. */
  async function eraseWhileItLooks(chat: Chat) {
    const { fetch } = server;
    vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
      if (init.method === "GET") await new Promise((done) => setTimeout(done, 1_000));
      return fetch(address, init);
    });
    server.ring();
    await settle(100);
    await chat.erase();
  }

  it("does not forget a conversation that could not be deleted", async () => {
    const chat = tab();
    chat.say("Hello");
    await settle();
    server.trouble = [503];
    await expect(chat.erase()).rejects.toMatchObject({ status: 503 });
    expect(texts(chat)).toEqual(["Hello", "Answer to Hello"]);
  });

  it("does not bring back what was deleted while an answer was on its way", async () => {
    const chat = tab();
    chat.say("one");
    await settle();
    const { fetch } = server;
    vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
      const response = await fetch(address, init);
      if (init.method === "POST") await new Promise((done) => setTimeout(done, 1_000));
      return response;
    });
    chat.say("two");
    await settle(100);
    await chat.erase();
    await settle(5_000);
    expect(texts(chat)).toEqual([]);
    expect(chat.unread).toBe(0);
  });

  it("does not take what was deleted while it looked for something too old", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("one");
    await settle();
    await eraseWhileItLooks(chat);
    chat.say("two");
    await settle(100);
    const { session } = chat;
    await settle(5_000);
    expect(chat.gone).toBe("");
    expect(session).not.toBeNull();
    expect(chat.session).toBe(session);
    expect(texts(chat)).toEqual(["two", "Answer to two"]);
  });

  it("still tells of the deletion when a look was on its way", async () => {
    const chat = tab();
    chat.setOpen(true);
    chat.say("one");
    await settle();
    await eraseWhileItLooks(chat);
    await settle(5_000);
    expect(chat.gone).toBe("erased");
  });

  it("does not bring back what was taken back while it was being refused", async () => {
    const chat = tab();
    chat.say("one");
    await settle();
    const { fetch } = server;
    vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
      await new Promise((done) => setTimeout(done, 1_000));
      return fetch(address, init);
    });
    server.trouble = [422];
    chat.say("bad");
    await settle(100);
    chat.discard(chat.items[0]!);
    await settle(5_000);
    expect(chat.items).toEqual([]);
    expect(chat.sending).toBe(false);
  });

  it("starts over without touching the earlier conversation", async () => {
    const chat = tab();
    chat.say("Hello");
    await settle();
    chat.leave();
    chat.say("Again");
    await settle();
    expect(texts(chat)).toEqual(["Again", "Answer to Again"]);
    expect([...server.conversations.keys()]).toEqual(["secret-0", "secret-1"]);
  });

  it("takes a rating back into the thread only when the server has it", async () => {
    const chat = tab();
    chat.say("Hello");
    await settle();
    server.trouble = [503];
    await expect(chat.rate(2, -1)).rejects.toMatchObject({ status: 503 });
    expect(chat.messages[1]?.rating).toBeUndefined();
    await chat.rate(2, -1, "dates");
    expect(chat.messages[1]?.rating).toBe(-1);
  });
});
