// Links marked data-open-chat open the chat where it is; without it they lead to its own page.
"use strict";

document.addEventListener("click", (event) => {
  const chat = document.querySelector("admissions-chat");
  if (!event.target.closest("[data-open-chat]") || !chat?.open) return;
  event.preventDefault();
  chat.open();
});
