/** <admissions-chat>: the element that carries the chat, and what a page can tell it by attributes. */

import { createRef, h, render } from "preact";
import { Chat } from "./chat";
import { type LabelFile, type Labels, labelsOf } from "./labels";
import { chosen, directionOf } from "./language";
import { Server } from "./server";
import { Shelf } from "./shelf";
import styles from "./style.css?inline";
import { Icon } from "./view/icon";
import { Panel } from "./view/panel";

/** Milliseconds before words that could not be fetched are asked for again. */
const AGAIN = 3000;

/** A phone, or a window as small as one: the panel then takes all of it. */
const SMALL = "(max-width: 480px), (max-height: 480px)";

/** The tag that the script came by, where it is not a module. */
export const script = document.currentScript as HTMLScriptElement | null;

/** Where the script came from: the server of the chat. */
const HERE = new URL(".", script?.src ?? location.href).href;

export class AdmissionsChat extends HTMLElement {
  readonly #shelf = new Shelf();
  readonly #chat = new Chat(new Server(HERE), this.#shelf, () => this.#draw());
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #launcher = createRef<HTMLButtonElement>();
  #label?: Labels;
  #panel?: Panel;

  connectedCallback(): void {
    dress(this.#root);
    this.#chat.start();
    if (!this.#launched) this.#chat.setOpen(true);
    const here = this.closest("[lang]")?.getAttribute("lang"); // of the element, else of the page
    this.#speak(chosen([this.#shelf.get("language"), here, ...navigator.languages]));
    visualViewport?.addEventListener("resize", this.#fit);
  }

  disconnectedCallback(): void {
    this.#chat.stop();
    visualViewport?.removeEventListener("resize", this.#fit);
    render(null, this.#root);
  }

  /** Open the panel and put the focus into it. */
  open(): void {
    const dialog = this.#dialog.current;
    if (!dialog || dialog.open) return;
    // On a phone the panel covers the page: what lies behind must not get the focus.
    if (matchMedia(SMALL).matches) dialog.showModal();
    else dialog.show();
    this.#chat.setOpen(true);
    this.#fit();
  }

  /** Close the panel; the focus returns to the button. */
  close(): void {
    this.#dialog.current?.close();
    this.#chat.setOpen(false);
    this.#launcher.current?.focus();
  }

  /** Behind a button; else it stands in the page ("inline", "page"). */
  get #launched(): boolean {
    return !this.getAttribute("mode")?.match("inline|page");
  }

  async #speak(language: string): Promise<void> {
    this.#chat.language = language;
    this.#draw();
    try {
      const response = await fetch(`${HERE}widget/${language}.json`);
      const file: LabelFile = await response.json();
      if (this.#chat.language !== language) return;
      this.#label = labelsOf(language, file);
      this.#draw();
    } catch {
      setTimeout(() => this.isConnected && this.#chat.language === language && this.#speak(language), AGAIN);
    }
  }

  readonly #speakFromNowOn = (language: string) => {
    this.#shelf.set("language", language);
    this.#speak(language);
    this.#chat.speak(language);
  };

  /** On a phone the keyboard takes a part of the window: the panel gets what is left. */
  readonly #fit = () => {
    const { height, offsetTop, scale } = visualViewport ?? {};
    const covered = height && scale === 1 && matchMedia(SMALL).matches;
    const dialog = this.#dialog.current;
    if (dialog) dialog.style.cssText = covered ? `height:${height}px;top:${offsetTop}px` : "";
  };

  #draw(): void {
    if (!this.isConnected) return;
    const chat = this.#chat;
    const label = this.#label;
    const { language } = chat;
    const close = this.#launched ? () => this.close() : undefined;
    const desk = label && {
      chat,
      label,
      language,
      privacy: this.getAttribute("privacy"),
      speak: this.#speakFromNowOn,
    };
    const panel = desk && chat.open && <Panel desk={desk} hold={(mounted) => (this.#panel = mounted)} close={close} />;
    const name = label?.("launch") ?? "Chat"; // until the words are there
    const page = { class: "root", lang: language, dir: directionOf(language) } as const;
    const back = (event: Event) => {
      event.preventDefault();
      if (!this.#panel?.back()) this.close();
    };
    render(
      close ? (
        <div {...page}>
          <button
            class="launcher"
            ref={this.#launcher}
            hidden={chat.open}
            onClick={() => this.open()}
          >
            <Icon name="chat" />
            <span class={label ? "" : "hidden"}>{name}</span>
            {!!chat.unread && <b aria-hidden="true">{chat.unread}</b>}
            {!!chat.unread && <span class="hidden">{label?.("unread", { count: chat.unread })}</span>}
          </button>
          <dialog
            ref={this.#dialog}
            aria-label={name}
            onCancel={back}
            onKeyDown={(event) => {
              if (event.key === "Escape" && !event.isComposing) back(event);
            }}
          >
            {panel}
          </dialog>
        </div>
      ) : (
        <section {...page} aria-label={name}>
          {panel}
        </section>
      ),
      this.#root,
    );
  }
}

/** Styles that a strict Content-Security-Policy of the page allows; a <style> element where they are not known. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = styles;
    root.prepend(style);
  }
}
