/** Questions that are asked before something is done: a person, beginning anew, deleting. */

import { Component, createRef, h } from "preact";
import type { Failure } from "../server";
import type { Props } from "./desk";

export type SheetName = "person" | "leave" | "erase";

/** An e-mail address, a phone number or a WeChat ID, told apart by how it is written; the server checks it. */
export function contactOf(value: string): { kind: string; value: string } | undefined {
  if (!value) return undefined;
  return { kind: value.includes("@") ? "email" : /^[+(]?\p{Nd}/u.test(value) ? "phone" : "wechat", value };
}

type Given = Props<{ name: SheetName; close(): void }>;

export class Sheet extends Component<Given, { error?: string }> {
  readonly #group = createRef<HTMLDivElement>();

  componentDidMount() {
    this.#group.current!.focus();
  }

  async #do(form: HTMLFormElement) {
    const { desk, name, close } = this.props;
    try {
      if (name === "person") await desk.chat.callPerson(contactOf(form.contact.value.trim()));
      else if (name === "erase") await desk.chat.erase();
      else desk.chat.leave();
      close();
    } catch (error) {
      const { status, message } = error as Failure;
      this.setState({ error: (status && message) || desk.label("failed") });
    }
  }

  render({ desk: { label }, name, close }: Given, { error }: { error?: string }) {
    return (
      <form
        class="sheet"
        onSubmit={(event) => {
          event.preventDefault();
          this.#do(event.currentTarget);
        }}
      >
        <div role="group" aria-labelledby="question" aria-describedby="more" tabIndex={-1} ref={this.#group}>
          <h3 id="question">{label(`${name}_title`)}</h3>
          <p id="more">{label(`${name}_text`)}</p>
          {name === "person" && (
            <label>
              {label("contact")}
              <input name="contact" dir="auto" maxLength={320} />
              <small>{label("contact_hint")}</small>
            </label>
          )}
          {error && (
            <p class="over" role="alert">
              {error}
            </p>
          )}
          <button class={`strong ${name}`}>{label(`${name}_do`)}</button>
          <button type="button" onClick={close}>
            {label("cancel")}
          </button>
        </div>
      </form>
    );
  }
}
