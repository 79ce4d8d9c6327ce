/** The conversation as this tab knows it, and everything that can be done with it. Draws nothing. */

import type { Message, News, Phase, Press, Rating } from "./message";
import { type Item, Outbox } from "./outbox";
import type { Failure, Server, Session } from "./server";
import type { Shelf } from "./shelf";

const DAY = 86_400_000;
/** The server's status for a conversation that is not there any more: erased, or too old. */
const GONE = 401;
/** Changes when an answer has been rated, so that other tabs look again. */
const RATED = "rated";
/** Stands while it is to be told that the conversation is no longer kept. */
const EXPIRED = "expired";

// Milliseconds between looks at the conversation.
const AT_ONCE = 1_500; // an answer is being made
const SOON = 5_000; // a person may answer, or something is wrong
const SELDOM = 15_000;
const CLOSED = 20_000; // the panel is closed, and something is expected

// Milliseconds in which an event stream must begin; and, since the server pings every 15 s, go on.
const BEGIN = 8_000;
const GO_ON = 40_000;
const PING = "event: ping\ndata: {}\n\n";

export class Chat {
  messages: Message[] = [];
  /** Not confirmed yet, oldest first. */
  items: Item[] = [];
  phase: Phase = "bot";
  /** An answer is being made. */
  pending = false;
  /** Messages are on their way. */
  sending = false;
  /** The server cannot be reached, or has no time: things wait. */
  trouble = false;
  /** What the server said when it took nothing; blank where it said nothing at all. Only of interest in `trouble`. */
  reason = "";
  /** What the server says about the answer. */
  notice = "";
  /** The conversation was here and is gone: deleted by the applicant, or not kept any longer by the server. */
  gone: "" | "erased" | "expired" = "";
  open = false;
  /** In which a conversation begins. */
  language = "en";

  readonly #server: Server;
  readonly #shelf: Shelf;
  readonly #changed: () => void;
  readonly #outbox: Outbox;
  readonly #life = new AbortController();
  /** `messages` begins at the beginning. */
  #complete = false;
  /** All up to this one has been looked at. What saying brings comes from further on: between, another tab may have spoken. */
  #heard = 0;
  #looking = false;
  #lookAgain = false;
  #failures = 0;
  #stream?: AbortController;
  #streamable = true;
  #sendTimer = 0;
  #lookTimer = 0;

  /** `changed` is called after every change. */
  constructor(server: Server, shelf: Shelf, changed: () => void) {
    this.#server = server;
    this.#shelf = shelf;
    this.#changed = changed;
    this.#outbox = new Outbox(shelf);
  }

  // ---- life

  /** Take up what an earlier page left: the conversation, and what it could not send. */
  start(): void {
    const { signal } = this.#life;
    const look = () => {
      this.#attend();
      if (!document.hidden) this.#look();
    };
    addEventListener("visibilitychange", look, { signal }); // it bubbles up from the document
    addEventListener("online", () => this.retry(), { signal });
    this.#shelf.watch((name) => {
      if (name === RATED) this.#complete = false;
      this.#attend();
    }, signal);
    for (const item of this.#outbox.items()) {
      // What was meant for yesterday is not said today without being asked.
      if (item.at < Date.now() - DAY) this.#outbox.put({ ...item, failed: " " });
    }
    // Told on an earlier page, which may not have been looked at; until something new is said.
    if (this.#shelf.get(EXPIRED)) this.gone = "expired";
    this.#attend();
    this.#look();
    this.#deliver();
  }

  /** Let go of everything. */
  stop(): void {
    this.#life.abort();
    this.#stream?.abort();
    this.#streamable = false;
    clearTimeout(this.#sendTimer);
    clearTimeout(this.#lookTimer);
  }

  setOpen(open: boolean): void {
    this.open = open;
    this.#attend();
  }

  get session(): Session | null {
    return this.#server.session;
  }

  /** A person answers, or has been asked for. */
  get person(): boolean {
    return this.phase === "waiting" || this.phase === "staff";
  }

  /** Messages from the other side that the applicant has not had before the eyes. */
  get unread(): number {
    return this.messages.filter((message) => message.id > this.#seen && message.sender !== "applicant").length;
  }

  get #seen(): number {
    return +(this.#shelf.get("seen") ?? 0);
  }

  /** Something is to be sent. */
  get #waits(): boolean {
    return this.#outbox.items().some(isWaiting);
  }

  get #watched(): boolean {
    return this.open && !document.hidden;
  }

  // ---- saying

  /** Say a text, or press a choice that reads `text`. It is kept before it is sent. */
  say(text: string, button?: Press): void {
    this.#outbox.add(text, button);
    this.gone = "";
    this.#shelf.remove(EXPIRED);
    this.#deliver();
  }

  /** Send what waits now, and `item` also if it has been refused. */
  retry(item?: Item): void {
    if (item) this.#outbox.put({ ...item, failed: undefined });
    this.#failures = 0;
    this.trouble = false;
    this.#deliver();
    this.#look();
  }

  /** Ask once more what could not be answered. Throws if the server did not take it. */
  async repeat({ client_id, text }: Message): Promise<void> {
    this.#take(await this.#server.ask<News>("POST", "messages", { client_id, text }));
  }

  /** Take back what has not been sent. */
  discard(item: Item): void {
    this.#outbox.remove(item.id);
    this.#set({ trouble: this.trouble && this.#waits });
  }

  async #deliver(): Promise<void> {
    this.#set({});
    if (this.sending) return;
    clearTimeout(this.#sendTimer);
    this.sending = true;
    // One tab at a time, so that two do not open two conversations. Without locks (pages without https) the server still
    // takes each item once.
    const deliver = async () => {
      while (await this.#deliverNext());
      this.#set({ sending: false });
      if (!this.trouble && this.#waits) this.#deliver(); // written in the last moment
    };
    await (navigator.locks ? navigator.locks.request("admissions-chat", deliver).catch(deliver) : deliver());
  }

  /** False: there is nothing to send, or it cannot be sent now. */
  async #deliverNext(): Promise<boolean> {
    this.#readSession(); // another tab may have begun or ended it
    const item = this.#outbox.items().find(isWaiting);
    if (!item) return false;
    this.#set({});
    let { session } = this;
    try {
      await this.#begin();
      ({ session } = this);
      const { id, text, button } = item;
      const said = button ? { client_id: id, button } : { client_id: id, text };
      const news = await this.#server.ask<News>("POST", "messages", said);
      this.#outbox.remove(id);
      this.#failures = 0;
      this.trouble = false;
      // Meanwhile it may have been deleted, or begun anew: what belonged to it does not come back.
      if (this.session === session) this.#take(news);
      return true;
    } catch (error) {
      const { status, message, after } = error as Failure;
      if (!this.#outbox.has(item.id)) return true; // taken back or deleted meanwhile
      if (status === GONE && !this.#failures++) {
        this.#expire(session);
        return true;
      }
      // 408 and 429 ask for patience; with the rest of 4xx the same request fails again.
      if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        this.#outbox.put({ ...item, failed: message || " " });
        return true;
      }
      const pause = Math.max(after || 0, Math.min(30, 2 ** this.#failures++));
      this.#sendTimer = window.setTimeout(() => this.#deliver(), pause * 1000);
      this.#set({ trouble: true, reason: message });
      return false;
    }
  }

  /** Open a conversation if there is none. */
  async #begin(): Promise<void> {
    if (this.session) return;
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const told = await this.#server.ask("POST", "session", { language: this.language, time_zone });
    this.#readSession();
    if (this.session) return; // another tab was faster
    this.#shelf.set("session", JSON.stringify({ secret: told.session, limit: told.limits.message }));
    this.#shelf.remove(EXPIRED);
    this.#readSession();
    this.#complete = true;
    this.#heard = 0;
    this.#attend();
  }

  // ---- hearing

  /** Watch the conversation as closely as it is looked at: every change of session, panel and page comes by here. */
  #attend(): void {
    this.#readSession();
    this.#set({});
    if (!this.#watched || !this.session) this.#stream?.abort();
    else if (this.#complete) this.#listen();
    else this.#look();
    this.#plan();
  }

  /** Fetch what is new; all of it, where the beginning is missing or a rating has changed. */
  async #look(): Promise<void> {
    const { session } = this;
    this.#lookAgain = this.#looking;
    if (!session || this.#looking) return;
    this.#looking = true;
    const whole = this.#watched && !this.#complete;
    try {
      // From the first question on that is not settled: with its answer comes how it stands with it.
      const open = this.messages.find(({ status }) => status === "received");
      let after = whole ? 0 : Math.min(this.#heard, open ? open.id - 1 : this.#heard);
      for (let more = true; more; ) {
        const news = await this.#server.ask<News>("GET", `messages?after=${after}`);
        if (this.session !== session) return;
        after = news.messages.at(-1)?.id ?? after;
        this.#heard = Math.max(this.#heard, after);
        more = !!news.more;
        this.#take(news);
      }
      this.#complete ||= whole;
      this.trouble &&= this.#waits; // sending again has its own time, and its reason stands
      if (this.#watched && !this.#stream) this.#attend();
    } catch (error) {
      const { status, message } = error as Failure;
      if (status === GONE) this.#expire(session);
      else if (this.#watched) this.#set({ trouble: true, reason: message });
    } finally {
      this.#looking = false;
      if (this.#lookAgain) this.#look();
      this.#plan();
    }
  }

  /** Look again in a while, where no stream tells of what is new. */
  #plan(): void {
    clearTimeout(this.#lookTimer);
    if (!this.session || document.hidden || this.#stream || !(this.open || this.pending || this.person)) return;
    const pause = this.pending ? AT_ONCE : this.person || this.trouble ? SOON : SELDOM;
    this.#lookTimer = window.setTimeout(() => this.#look(), this.open ? pause : CLOSED);
  }

  /** The event stream rings, and what is new is fetched: so it does not matter what was lost or came twice. */
  async #listen(): Promise<void> {
    if (this.#stream || !this.#streamable) return;
    const stop = new AbortController();
    this.#stream = stop;
    let timer = 0;
    const expect = (milliseconds: number, otherwise?: () => void) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        otherwise?.();
        stop.abort();
      }, milliseconds);
    };
    try {
      // Something on the way keeps the stream back (a proxy, an in-app browser): on this page looking must do.
      expect(BEGIN, () => (this.#streamable = false));
      const reader = (await this.#server.request("GET", "events", undefined, stop.signal)).body!.getReader();
      const decoder = new TextDecoder();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        expect(GO_ON);
        if (decoder.decode(part.value) !== PING) this.#look();
      }
    } catch {
      // Cut off, refused or given up: looking goes on, and another stream is tried.
    }
    clearTimeout(timer);
    this.#stream = undefined;
    this.#plan();
  }

  #take(news: News): void {
    const known = new Map(this.messages.map((message) => [message.id, message]));
    for (const message of [news.message, ...news.messages]) {
      if (!message) continue;
      known.set(message.id, message);
      if (message.client_id) this.#outbox.remove(message.client_id);
    }
    this.#set({
      messages: [...known.values()].sort((one, other) => one.id - other.id),
      phase: news.state,
      pending: news.pending,
      notice: news.notice?.message ?? "",
    });
  }

  // ---- the rest that can be done

  /** Thumbs, with an optional word. Throws if the server did not take it. */
  async rate(message: number, rating: Rating, comment?: string): Promise<void> {
    await this.#server.ask("POST", "feedback", { message, rating, comment });
    this.#set({ messages: this.messages.map((each) => (each.id === message ? { ...each, rating } : each)) });
    this.#shelf.set(RATED, `${message} ${rating}`);
  }

  /** Ask for a person; `contact` is how else to be reached, given with consent. Throws what speaks against it. */
  async callPerson(contact?: { kind: string; value: string }): Promise<void> {
    await this.#begin();
    const answer = await this.#server.ask("POST", "handoff", contact ? { contact, consent: true } : {});
    this.#set({ phase: answer.state, notice: answer.message });
    this.#attend();
  }

  /** The language in which to go on. What the applicant writes decides in the end, so a failure is not told. */
  speak(language: string): void {
    if (this.session) this.#server.ask("PATCH", "session", { language }).catch(() => 0);
  }

  /** The conversation as a file. */
  async transcript(): Promise<Blob> {
    return (await this.#server.request("GET", "transcript")).blob();
  }

  /** Erase the conversation everywhere. Throws if it is still there. */
  async erase(): Promise<void> {
    await this.#server.ask("DELETE", "session").catch((error: Failure) => {
      if (error.status !== GONE) throw error;
    });
    this.leave("erased");
  }

  /** Begin anew. The office keeps the conversation until now, unless it has been erased. */
  leave(gone: Chat["gone"] = ""): void {
    for (const { id } of this.#outbox.items()) this.#outbox.remove(id);
    this.#forget(gone);
  }

  /** The server no longer has `session`. If it was deleted or begun anew while that was asked for, it is no news. */
  #expire(session: Session | null): void {
    this.#readSession();
    if (this.session === session) this.#forget("expired");
  }

  /** The session is over; what waits to be sent opens a new one. A choice in the old one is said in its words. */
  #forget(gone: Chat["gone"]): void {
    for (const item of this.#outbox.items()) this.#outbox.put({ ...item, button: undefined });
    this.#shelf.remove("seen");
    this.#shelf.remove("session");
    this.gone = gone;
    if (gone === "expired") this.#shelf.set(EXPIRED, "1");
    else this.#shelf.remove(EXPIRED);
    this.trouble &&= this.#waits;
    this.#attend();
  }

  #readSession(): void {
    const session: Session | null = JSON.parse(this.#shelf.get("session") ?? "null");
    if (session?.secret === this.session?.secret) return;
    this.#server.session = session;
    this.#stream?.abort();
    this.#complete = false;
    this.#heard = this.#seen;
    this.#set({ messages: [], phase: "bot", pending: false, notice: "" });
  }

  #set(change: Partial<Chat>): void {
    Object.assign(this, change);
    this.items = this.#outbox.items();
    const last = this.messages.at(-1)?.id ?? 0;
    if (this.#watched && last > this.#seen) this.#shelf.set("seen", `${last}`);
    this.#changed();
  }
}

function isWaiting(item: Item): boolean {
  return !item.failed;
}
