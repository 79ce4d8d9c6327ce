/** An answer: its content and sources, thumbs with an optional word, copy, the time, choices to go on with. */

import { Component, h } from "preact";
import type { Message, Rating } from "../message";
import { timeOf } from "../times";
import { Content } from "./content";
import type { Props } from "./desk";
import { Tool } from "./icon";

/** `last`: nothing has been said since, so that the choices are still to be made. */
type Given = Props<{ message: Message; last: boolean }>;

export class Answer extends Component<Given, { asking?: boolean }> {
  #rate(rating: Rating, comment?: string) {
    const { desk, message } = this.props;
    desk.act(async () => {
      await desk.chat.rate(message.id, rating, comment);
      const asking = !comment && rating < 0;
      this.setState({ asking });
      if (!asking) desk.tell("rated");
    });
  }

  render({ desk, message, last }: Given, { asking }: { asking?: boolean }) {
    const { label, language, chat } = desk;
    const { id, sender, time, buttons = [] } = message;
    const sources = (message.sources ?? []).map(({ text }) => text);
    const thumb = (name: string, rating: Rating) =>
      sender === "bot" && (
        <Tool
          icon="thumb"
          name={label(name)}
          turned={rating < 0}
          aria-pressed={message.rating === rating}
          onClick={() => this.#rate(rating)}
        />
      );
    const take = () =>
      desk.act(async () => {
        await copy([message.text, ...sources].join("\n\n"));
        desk.tell("copied");
      });
    return (
      <li class={sender} lang={message.language} dir={message.direction} data-id={id}>
        <p class={sender === "staff" ? "who" : "hidden"} lang={language}>
          {label(sender)}
        </p>
        <div class="bubble">
          <Content {...message} />
          {sources[0] && (
            <ul class="sources">
              {sources.map((source) => (
                <li dir="auto">{source}</li>
              ))}
            </ul>
          )}
        </div>
        <div class="tools" lang={language}>
          {thumb("helpful", 1)}
          {thumb("not_helpful", -1)}
          <Tool icon="copy" name={label("copy")} onClick={take} />
          <time dateTime={time}>{timeOf(time, language)}</time>
        </div>
        {asking && (
          <form
            class="word"
            lang={language}
            onSubmit={(event) => {
              event.preventDefault();
              this.#rate(-1, new FormData(event.currentTarget).get("word") as string);
            }}
          >
            <label>
              {label("comment")}
              <input name="word" maxLength={1000} dir="auto" required />
            </label>
            <button class="plain">{label("send")}</button>
          </form>
        )}
        {last && buttons[0] && (
          <div class="choices">
            {buttons.map(({ title }, index) => (
              <button dir="auto" onClick={() => desk.act(() => chat.say(title, { message: id, index }))}>
                {title}
              </button>
            ))}
          </div>
        )}
      </li>
    );
  }
}

/** Into the clipboard; on pages without https and in old in-app browsers by way of a selection. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
