/** The script that a page includes: defines <admissions-chat> and, unless the page has one itself, puts it there. */

import { AdmissionsChat, script } from "./element";

function place(): void {
  if (!customElements.get("admissions-chat")) customElements.define("admissions-chat", AdmissionsChat);
  if (!script || document.querySelector("admissions-chat")) return;
  const chat = document.createElement("admissions-chat");
  // data-lang becomes lang, and so on: what the element understands is in docs/embedding.md.
  for (const [name, value] of Object.entries(script.dataset)) chat.setAttribute(name, value!);
  (document.querySelector(script.dataset.target ?? "body") ?? document.body).append(chat);
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
else place();
