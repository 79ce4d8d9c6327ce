/** The thread: greeting, messages, what is on its way. */

import { Component, createRef, h } from "preact";
import { timeOf } from "../times";
import { Answer } from "./answer";
import type { Props } from "./desk";

interface Said {
  text: string;
  at: string | number;
  status: string;
  /** It has been refused. */
  failed?: string;
  /** What can be done about it, where it will not go on without more ado. */
  retry?: false | (() => unknown);
  discard?: () => unknown;
}

/** The applicant's own words: one element from being written to being answered, so that it is read out once. */
function Own({ desk, text, at, status, failed, retry, discard }: Props<Said>) {
  const { label, language } = desk;
  return (
    <li class={failed ? "applicant failed" : "applicant"}>
      <p class="hidden">{label("you")}</p>
      <p class="bubble" dir="auto">
        {text}
      </p>
      <p class="state">
        {timeOf(at, language)} · {status}
        {retry && (
          <button class="plain" onClick={() => desk.act(retry)}>
            {label("retry")}
          </button>
        )}
        {discard && (
          <button class="plain" onClick={() => desk.act(discard)}>
            {label("discard")}
          </button>
        )}
      </p>
    </li>
  );
}

/** What stands at the top: the greeting, what becomes of what is written, questions to begin with. */
function Welcome({ desk }: Props) {
  const { chat, label, privacy } = desk;
  const starters = ["programs", "apply", "cost", "campuses"].map((name) => label(`starter_${name}`));
  return (
    <div>
      {chat.gone && <p class="gone">{label(chat.gone)}</p>}
      <p class="greeting">{label("greeting")}</p>
      <p class="privacy">
        {label("privacy")}{" "}
        {privacy && (
          <a href={privacy} target="_blank">
            {label("privacy_policy")}
          </a>
        )}
      </p>
      {!chat.messages[0] && !chat.items[0] && (
        <div class="choices">
          {starters.map((text) => (
            <button onClick={() => desk.act(() => chat.say(text))}>
              {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

export class Thread extends Component<Props> {
  readonly #log = createRef<HTMLDivElement>();
  #atEnd = true;
  #last = "";

  componentDidMount() {
    this.componentDidUpdate();
  }

  /** Keep the end in view, or the beginning of an answer that is longer than the view; never pull a reader away. */
  componentDidUpdate() {
    const { messages, items, pending } = this.props.desk.chat;
    const newest = messages[messages.length - 1];
    const newer = !this.#last.startsWith(`${newest?.id} `);
    const last = `${newest?.id} ${items.length} ${pending}`;
    if (last === this.#last) return;
    this.#last = last;
    const log = this.#log.current!;
    const answer = !items[0] && log.querySelector<HTMLElement>(`[data-id="${newest?.id}"]`);
    if (!newest && !items[0]) return;
    if (this.#atEnd || items[0]) log.scrollTop = answer ? answer.offsetTop - 12 : log.scrollHeight;
    else if (answer && newer) this.props.desk.tell("new_below");
  }

  render({ desk }: Props) {
    const { chat, label } = desk;
    const { messages, items, trouble, pending } = chat;
    // One list, so that what is sent stays the element that it was.
    const rows = messages.map((message, place) => {
      const { id, client_id, sender, text, time, status } = message;
      if (sender === "applicant") {
        const retry = status === "failed" && (() => chat.repeat(message));
        const state = label(retry ? "unanswered" : "delivered");
        return <Own desk={desk} text={text} at={time} status={state} retry={retry} key={client_id ?? id} />;
      }
      const last = !items[0] && !pending && messages.slice(place).every((later) => later.sender !== "applicant");
      return <Answer desk={desk} message={message} last={last} key={id} />;
    });
    for (const item of items) {
      const { id, failed } = item;
      const state = failed?.trim() || label(failed ? "unsent" : trouble ? "queued" : "sending");
      const ways = (failed || trouble) && { retry: () => chat.retry(item), discard: () => chat.discard(item) };
      rows.push(<Own desk={desk} {...item} {...ways} status={state} key={id} />);
    }
    const scroll = () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#log.current!;
      this.#atEnd = scrollHeight - scrollTop - clientHeight < 60;
    };
    return (
      <div class="log" ref={this.#log} tabIndex={0} role="region" aria-label={label("thread")} onScroll={scroll}>
        <Welcome desk={desk} />
        <div role="log">
          <ol>{rows}</ol>
          {(pending || chat.sending) && (
            <p class="typing">
              <i />
              <i />
              <i />
              <span class="hidden">{label("typing")}</span>
            </p>
          )}
        </div>
      </div>
    );
  }
}
