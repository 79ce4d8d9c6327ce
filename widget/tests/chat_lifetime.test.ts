import { describe, expect, it, vi } from "vitest";
import type { Chat } from "../src/chat";
import { server, settle, tab, texts } from "./chat_harness";

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

  /** Both open in a conversation in which nothing has been said; the other one's stream tells of nothing yet. */
  async function watchNothing(): Promise<[Chat, Chat]> {
    const [one, other] = [tab(), tab()];
    one.setOpen(true);
    other.setOpen(true);
    server.streaming = false;
    await one.callPerson();
    tell("session");
    await settle();
    return [one, other];
  }

  it("each have what the other has said and read already", async () => {
    const [one, other] = await watchNothing();
    one.say("Hello");
    await settle();
    expect(texts(other)).toEqual([]);
    server.ring();
    await settle();
    expect(texts(other)).toEqual(["Hello", "Answer to Hello"]);
  });

  it("each have what the other has said just before", async () => {
    const [one, other] = await watchNothing();
    one.say("Hello");
    await settle();
    other.say("And now?");
    await settle();
    server.ring();
    await settle();
    expect(texts(other)).toEqual(["Hello", "Answer to Hello", "And now?", "Answer to And now?"]);
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
