// The plain chat at /: one conversation over the website's API (/api), without any library.
"use strict";

(() => {
  const root = document.getElementById("chat");
  const log = document.getElementById("log");
  const list = document.getElementById("messages");
  const form = document.getElementById("form");
  const input = document.getElementById("text");
  const sendButton = document.getElementById("send");
  const typing = document.getElementById("typing");
  const notice = document.getElementById("notice");
  const labels = JSON.parse(document.getElementById("labels").textContent);
  const language = root.dataset.language;
  const limit = Number(root.dataset.limit);
  const POLL_EVERY = 4000;

  let secret = storage("get");
  let opening = null; // the request that opens a session, while it runs
  let lastId = 0;
  let stream = null;
  let polling = null;
  const shown = new Map(); // message id -> element
  const sending = new Map(); // client id -> element

  // ---- storage and requests

  function storage(action, value) {
    try {
      if (action === "get") return localStorage.getItem("admissions.session");
      if (action === "set") localStorage.setItem("admissions.session", value);
      else localStorage.removeItem("admissions.session");
    } catch { /* private windows may refuse: the conversation then ends with the page */ }
    return null;
  }

  class Refused extends Error {
    constructor(status, code, message, retryAfter) {
      super(message);
      Object.assign(this, { status, code, retryAfter });
    }
  }

  async function call(method, path, body) {
    const headers = { "Accept-Language": language };
    if (secret) headers.Authorization = `Bearer ${secret}`;
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
    const answer = await response.json();
    if (!response.ok) {
      const error = answer.error || {};
      throw new Refused(response.status, error.code, error.message, Number(response.headers.get("Retry-After")));
    }
    return answer;
  }

  function openSession() {
    opening ??= call("POST", "/api/session", { language, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
      .then((answer) => { secret = answer.session; storage("set", secret); listen(); })
      .finally(() => { opening = null; });
    return opening;
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // ---- showing

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Addresses in a text become links; everything else stays text, whatever it looks like.
  function linked(text) {
    const paragraph = element("p", { dir: "auto", class: "text" });
    for (const part of text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]」』。，、])/)) {
      if (/^https?:\/\//.test(part)) paragraph.append(element("a", { href: part, rel: "noopener noreferrer", target: "_blank", dir: "ltr" }, part));
      else paragraph.append(part);
    }
    return paragraph;
  }

  function table(block) {
    const head = element("tr", {}, ...(block.columns || []).map((cell) => element("th", { scope: "col", dir: "auto" }, String(cell))));
    const rows = (block.rows || []).map((row) => element("tr", {}, ...row.map((cell, place) =>
      element(place ? "td" : "th", { scope: place ? null : "row", dir: "auto" }, String(cell ?? "")))));
    const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    if (block.title) made.prepend(element("caption", { dir: "auto" }, block.title));
    return element("div", { class: "scroll", tabindex: "0" }, made);
  }

  function cards(block) {
    return element("ul", { class: "cards" }, ...(block.cards || []).map((card) => {
      const made = element("li", {}, element("strong", { dir: "auto" }, card.title || ""));
      for (const line of [card.subtitle, card.text, ...(card.lines || [])]) if (line) made.append(element("p", { dir: "auto" }, String(line)));
      return made;
    }));
  }

  function itemsOf(block) {
    return element("ul", { class: "items" }, ...(block.items || []).map((item) =>
      element("li", { dir: "auto" }, typeof item === "string" ? item : item.text || item.title || "")));
  }

  const BLOCKS = { table, cards, list: itemsOf };

  function messageElement(message) {
    const own = message.sender === "applicant";
    const bubble = element("div", { class: "bubble" }, element("span", { class: "hidden" }, `${labels[message.sender]}: `));
    if (message.text) bubble.append(linked(message.text));
    for (const block of message.blocks || []) if (BLOCKS[block.kind]) bubble.append(BLOCKS[block.kind](block));
    if ((message.sources || []).length) bubble.append(element("ul", { class: "sources" }, ...message.sources.map((source) =>
      element("li", { dir: "auto" }, source.text || (source.date ? labels.source_dated : labels.source)
        .replace("{title}", source.title ?? "").replace("{date}", source.date ?? "")))));
    const item = element("li", { class: `message ${message.sender}`, lang: message.language, dir: message.direction }, bubble);
    if (!own) {
      if (message.buttons.length) item.append(element("div", { class: "buttons" }, ...message.buttons.map((button, index) => {
        const made = element("button", { type: "button", dir: "auto" }, button.title);
        made.addEventListener("click", () => send({ button: { message: message.id, index } }, button.title));
        return made;
      })));
      if (message.sender === "bot") item.append(thumbs(message));
    }
    return item;
  }

  function thumbs(message) {
    const place = element("div", { class: "thumbs" });
    for (const [rating, sign, name] of [[1, "👍", labels.helpful], [-1, "👎", labels.not_helpful]]) {
      const button = element("button", { type: "button", "aria-label": name, title: name, "aria-pressed": String(message.rating === rating) }, sign);
      button.addEventListener("click", async () => {
        try {
          await call("POST", "/api/feedback", { message: message.id, rating });
          for (const other of place.children) other.setAttribute("aria-pressed", String(other === button));
          tell(labels.thanks, 3000);
        } catch (error) { tell(error.message || labels.offline); }
      });
      place.append(button);
    }
    return place;
  }

  function show(message) {
    if (shown.has(message.id)) return;
    const waiting = message.client_id && sending.get(message.client_id);
    const item = messageElement(message);
    shown.set(message.id, item);
    sending.delete(message.client_id);
    if (waiting) waiting.replaceWith(item);
    else list.append(item);
    lastId = Math.max(lastId, message.id);
    if (message.sender !== "applicant") {
      for (const old of list.querySelectorAll(".buttons")) if (old.parentElement !== item) old.classList.add("past");
      // What is still on its way stands below what was answered.
      for (const later of sending.values()) list.append(later);
    }
    requestAnimationFrame(() => { log.scrollTop = log.scrollHeight; });
  }

  let told = 0;
  function tell(text, duration) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    notice.textContent = text || "";
    notice.hidden = !text;
    if (atEnd) log.scrollTop = log.scrollHeight;
    clearTimeout(told);
    if (text && duration) told = setTimeout(() => tell(""), duration);
  }

  const busy = (active) => {
    typing.hidden = !active;
    if (active) log.scrollTop = log.scrollHeight;
  };

  // ---- sending

  async function send(what, title) {
    const clientId = newId();
    const item = element("li", { class: "message applicant sending", dir: "auto" },
      element("div", { class: "bubble" }, linked(title)), element("p", { class: "status" }, labels.sending));
    sending.set(clientId, item);
    list.append(item);
    log.scrollTop = log.scrollHeight;
    await deliver({ client_id: clientId, ...what }, item);
  }

  async function deliver(body, item) {
    const status = item.querySelector(".status");
    item.classList.remove("failed");
    status.textContent = labels.sending;
    try {
      if (!secret) await openSession();
      busy(true);
      const answer = await call("POST", "/api/messages", body);
      if (answer.message) show(answer.message);
      answer.messages.forEach(show);
      busy(answer.pending);
      tell(answer.notice ? answer.notice.message : "");
      if (answer.pending && !stream) poll();
    } catch (error) {
      busy(false);
      if (error.status === 401 && secret) { // the conversation has ended meanwhile: go on in a new one
        forget();
        return deliver(body, item);
      }
      item.classList.add("failed");
      const again = element("button", { type: "button" }, labels.retry);
      again.addEventListener("click", () => deliver(body, item));
      status.replaceChildren(`${labels.not_sent} `, again);
      tell(error instanceof Refused ? error.message : labels.offline);
    }
    return null;
  }

  // ---- receiving

  async function history() {
    for (let more = true; more;) {
      const answer = await call("GET", `/api/messages?after=${lastId}`);
      answer.messages.forEach(show);
      busy(answer.pending);
      tell(answer.notice ? answer.notice.message : "");
      more = answer.more;
    }
  }

  function poll() {
    clearTimeout(polling);
    polling = setTimeout(async () => {
      if (stream || !secret) return;
      try { await history(); } catch { /* the next look may succeed */ }
      poll();
    }, POLL_EVERY);
  }

  const HANDLERS = {
    message: (data) => { show(data); if (data.sender !== "applicant") tell(""); },
    typing: (data) => busy(data.active),
    state: (data) => { if (data.state === "erased") forget(); },
  };

  async function listen() {
    if (!secret || stream || document.hidden) return;
    const stop = new AbortController();
    stream = stop;
    try {
      const response = await fetch(`/api/events?after=${lastId}`, {
        headers: { Authorization: `Bearer ${secret}`, "Accept-Language": language }, signal: stop.signal, cache: "no-store" });
      if (response.status === 401) { forget(); return; }
      if (!response.ok) throw new Error("no stream");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (rest + part.value).split("\n\n");
        rest = events.pop();
        for (const each of events) {
          const kind = /^event: (\w+)$/m.exec(each);
          const data = /^data: (.*)$/m.exec(each);
          if (kind && data && HANDLERS[kind[1]]) HANDLERS[kind[1]](JSON.parse(data[1]));
        }
      }
    } catch { /* cut off, or aborted: polling goes on until a stream can be had again */ }
    finally {
      if (stream === stop) stream = null;
      if (secret && !document.hidden) { poll(); setTimeout(listen, 3000); }
    }
  }

  function forget() {
    secret = null;
    storage("remove");
    if (stream) stream.abort();
    stream = null;
    lastId = 0;
    shown.clear();
    list.replaceChildren(...sending.values());
    busy(false);
  }

  // ---- what the reader does

  function fit() {
    input.style.blockSize = "auto";
    input.style.blockSize = `${Math.min(input.scrollHeight, 160)}px`;
    // An empty field follows the page, so that its placeholder stands on the right side; what is typed decides for itself.
    if (input.value) input.dir = "auto"; else input.removeAttribute("dir");
    sendButton.disabled = !input.value.trim();
  }

  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if ([...text].length > limit) { // it stays in the field, to be shortened; the server says why
      refuseLong(text);
      return;
    }
    input.value = "";
    fit();
    send({ text }, text);
  });

  async function refuseLong(text) {
    try {
      if (!secret) await openSession();
      await call("POST", "/api/messages", { client_id: newId(), text: text.slice(0, limit + 1) });
    } catch (error) { tell(error instanceof Refused ? error.message : labels.offline); }
  }

  input.addEventListener("input", fit);
  input.addEventListener("keydown", (pressed) => {
    // Enter ends the composition of Chinese, Japanese and Korean input: only after that it sends.
    if (pressed.key === "Enter" && !pressed.shiftKey && !pressed.isComposing && pressed.keyCode !== 229) {
      pressed.preventDefault();
      form.requestSubmit();
    }
  });

  document.getElementById("language").addEventListener("change", (changed) => {
    location.search = `?lang=${encodeURIComponent(changed.target.value)}`;
  });

  document.getElementById("download").addEventListener("click", async () => {
    if (!secret) return;
    const response = await fetch("/api/transcript", { headers: { Authorization: `Bearer ${secret}`, "Accept-Language": language } });
    if (!response.ok) return;
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
    const link = element("a", { href: URL.createObjectURL(await response.blob()), download: name ? name[1] : "conversation.txt" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  document.getElementById("erase").addEventListener("click", async () => {
    if (!secret || !confirm(labels.erase_question)) return;
    try {
      await call("DELETE", "/api/session");
    } catch (error) {
      if (error.status !== 401) { tell(error.message || labels.offline); return; }
    }
    sending.clear();
    forget();
    tell(labels.erased, 5000);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { if (stream) stream.abort(); } else if (secret) { history().catch(() => {}); listen(); }
  });

  fit();
  if (secret) history().then(listen).catch((error) => { if (error.status === 401) forget(); else poll(); });
})();
