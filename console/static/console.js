"use strict";
// Keyboard, small conveniences and live news. Every page works without this file, only with more clicks.

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- every request of htmx carries the session's token

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF-Token"] = find("meta[name=csrf-token]").content;
});

// ---- buttons that say what they do in data-*

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-opens], [data-closes], [data-toggles], [data-copies], [data-asks]");
  if (!button) return;
  const { opens, closes, toggles, copies, asks } = button.dataset;
  if (opens) document.getElementById(opens).showModal();
  if (closes) button.closest(closes).remove();
  if (toggles) {
    const open = document.getElementById(toggles).classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  }
  if (copies) {
    const text = copies === "address" ? location.href.split("#")[0] : find(copies).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "✓ " + button.textContent.replace("✓ ", "");
    } catch {
      prompt("", text);
    }
  }
  if (asks === "notifications") {
    await Notification.requestPermission();
    button.hidden = true;
  }
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm || event.submitter?.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.dataset.inserts && target.value) {
    const field = document.getElementById(target.dataset.inserts);
    field.setRangeText(target.value, field.selectionStart, field.selectionEnd, "end");
    target.value = "";
    field.focus();
  }
  if (target.dataset.picks && target.value) find(target.dataset.picks).checked = true;
  if (target.dataset.submits !== undefined) target.form.requestSubmit();
});

for (const toast of findAll(".toast")) setTimeout(() => toast.remove(), 8000);

// ---- keys

const places = {};
for (const link of findAll("nav a[data-key]")) places[link.dataset.key] = link.getAttribute("href");
let afterG = 0;

const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);

function move(step) {
  const list = find("[data-list]");
  if (!list) return;
  const links = findAll(".lead-link, .lead-row", list);
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))];
  next?.focus();
  if (at === links.length - 1 && step > 0) find("[data-more]")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit(find("button.main", event.target.form) ?? undefined);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (find("dialog[open]")) return;
  const now = Date.now();
  if (now - afterG < 1500 && places[event.key]) {
    afterG = 0;
    event.preventDefault();
    location.href = places[event.key];
    return;
  }
  const hinted = find(`[data-press="${CSS.escape(event.key)}"]`);
  if (hinted && !hinted.disabled) {
    event.preventDefault();
    hinted.click();
    hinted.focus();
    return;
  }
  switch (event.key) {
    case "g": afterG = now; break;
    case "j": move(1); break;
    case "k": move(-1); break;
    case "?": document.getElementById("keys")?.showModal(); break;
    case "/": {
      const search = find("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
  }
});

// ---- the inbox: newest at the bottom, typing, presence, notifications

function toBottom() {
  const thread = find("[data-bottom]");
  if (thread) thread.scrollTop = thread.scrollHeight;
}
toBottom();
// On a telephone the thread is as long as the page: whoever opens it wants its end and the place to answer.
const composer = document.getElementById("composer");
if (composer && !location.hash && matchMedia("(max-width: 56rem)").matches) composer.scrollIntoView({ block: "end" });

let wasAtBottom = true;
document.addEventListener("htmx:before:swap", () => {
  const thread = find("[data-bottom]");
  if (thread) wasAtBottom = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
});
document.addEventListener("htmx:after:swap", () => {
  if (wasAtBottom) toBottom();
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.detail.ctx.sourceElement;
  if (form?.id === "composer" && event.detail.ctx.response?.status === 200) {
    form.reset();
    find("textarea", form).focus();
  }
});

let toldTyping = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-typing]");
  if (!form || Date.now() - toldTyping < 3000) return;
  toldTyping = Date.now();
  fetch(form.dataset.typing, { method: "POST", headers: { "X-CSRF-Token": find("meta[name=csrf-token]").content } });
});

const live = document.getElementById("live");
live?.addEventListener("presence", (event) => {
  const line = document.getElementById("presence");
  if (!line) return;
  const { people } = JSON.parse(event.detail.data);
  const typing = people.filter((each) => each.typing).map((each) => each.name);
  const here = people.filter((each) => !each.typing).map((each) => each.name);
  line.textContent = [
    typing.length ? line.dataset.typing.replace("{names}", typing.join(", ")) : "",
    here.length ? line.dataset.here.replace("{names}", here.join(", ")) : "",
  ].filter(Boolean).join(" · ");
});

const mayNotify = "Notification" in window;
const notifyButton = document.getElementById("notify");
if (notifyButton && mayNotify && Notification.permission === "default") notifyButton.hidden = false;
live?.addEventListener("inbox", (event) => {
  const { requested, waiting } = JSON.parse(event.detail.data);
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (requested && mayNotify && Notification.permission === "granted" && document.hidden) {
    const note = new Notification(live.dataset.notifyTitle, { body: live.dataset.notifyText, tag: "handoff" });
    note.onclick = () => { window.focus(); location.href = "/inbox"; };
  }
});

// ---- the review's progress without a mouse: Enter saves

document.addEventListener("keydown", (event) => {
  const form = find("form[data-review]");
  if (form && event.key === "Enter" && !event.ctrlKey && event.target.tagName === "INPUT" && event.target.type === "radio") {
    event.preventDefault();
    form.requestSubmit();
  }
});
