/** A chat in a test: the server's side of it, tabs, and time that passes only when told. */
import { afterEach, beforeEach, vi } from "vitest";
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

export function reply(content: unknown, status = 200, body?: Wire): Response {
  const headers = { get: () => (status === 429 ? "7" : null) };
  return { ok: status < 400, status, headers, json: async () => content, body } as unknown as Response;
}

/** The server's side: conversations by secret, and ways to misbehave. */
export class FakeServer {
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

export let server: FakeServer;
const chats: Chat[] = [];

export function tab(): Chat {
  const chat = new Chat(new Server("https://chat.example/"), new Shelf(), () => undefined);
  chats.push(chat);
  chat.start();
  return chat;
}

export const texts = (chat: Chat) => [...chat.messages.map((each) => each.text), ...chat.items.map((each) => each.text)];
export const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

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
