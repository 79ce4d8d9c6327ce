import { describe, expect, it, vi } from "vitest";
import type { Message } from "../src/message";
import { server, settle, tab, texts } from "./chat_harness";

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

  it("says so on the next page as well, until something is said", async () => {
    const before = tab();
    before.setOpen(true);
    before.say("Hello");
    await settle();
    server.conversations.clear();
    server.ring();
    await settle();
    before.stop();
    const chat = tab();
    expect(chat.gone).toBe("expired");
    chat.say("Hello again");
    await settle();
    expect(chat.gone).toBe("");
    expect(tab().gone).toBe("");
  });

  it("does not say of what was deleted that it is no longer there", async () => {
    const before = tab();
    before.say("Hello");
    await settle();
    await before.erase();
    before.stop();
    expect(tab().gone).toBe("");
  });
});
