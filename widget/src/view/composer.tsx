/** Where the applicant writes. Enter sends, except while an input method composes; Shift+Enter begins a new line. */

import { Component, h, type RefObject } from "preact";
import type { Props } from "./desk";
import { Tool } from "./icon";

type Given = Props<{ input: RefObject<HTMLTextAreaElement | null> }>;

export class Composer extends Component<Given, { text: string }> {
  state = { text: "" };

  componentDidUpdate() {
    const input = this.props.input.current!;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight + 2, 144)}px`;
  }

  render({ desk: { chat, label }, input }: Given, { text }: { text: string }) {
    const said = text.trim();
    const over = [...said].length - (chat.session?.limit ?? 2000);
    const send = (event: Event) => {
      event.preventDefault();
      if (!said || over > 0) return;
      chat.say(said);
      this.setState({ text: "" });
    };
    return (
      <form class="composer" onSubmit={send}>
        <textarea
          ref={input}
          rows={1}
          value={text}
          // An empty field follows the language, so that its placeholder stands on the right side.
          dir={text ? "auto" : undefined}
          aria-label={label("input")}
          placeholder={label("input")}
          aria-invalid={over > 0}
          enterkeyhint="send"
          onInput={(event) => this.setState({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) send(event);
          }}
        />
        <Tool icon="arrow" name={label("send")} class="send" disabled={!said || over > 0} />
        {over > 0 && (
          <p class="over" role="alert">
            {label("over", { count: over })}
          </p>
        )}
      </form>
    );
  }
}
