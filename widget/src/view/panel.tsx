/** The panel: header, menu, how things stand, thread, and below it the place to write or the question to decide. */

import { Component, createRef, h } from "preact";
import { Composer } from "./composer";
import type { Desk } from "./desk";
import { Icon, Tool } from "./icon";
import { Sheet, type SheetName } from "./sheet";
import { Thread } from "./thread";

interface Given {
  desk: Pick<Desk, "chat" | "label" | "language" | "privacy" | "speak">;
  /** Told of the panel when it stands: parents have no other hold on it. */
  hold(panel: Panel): void;
  /** Behind a button, the panel can be closed. */
  close?(): void;
}

interface State {
  menu?: boolean;
  sheet?: SheetName;
  told?: string;
}

export class Panel extends Component<Given, State> {
  readonly #input = createRef<HTMLTextAreaElement>();
  readonly #menuButton = createRef<HTMLButtonElement>();
  readonly #root = createRef<HTMLDivElement>();
  #timer = 0;

  componentDidMount() {
    this.props.hold(this);
    if (this.props.close) this.focus();
  }

  /** Where writing goes on; on a touch screen the panel, so that the keyboard does not cover what is to be read. */
  readonly focus = () => {
    const touch = matchMedia("(pointer: coarse)").matches;
    (touch ? this.#root : this.#input).current!.focus();
  };

  /** Close what lies over the panel; false: there was nothing. */
  readonly back = () => {
    const { menu, sheet } = this.state;
    this.setState({ menu: false, sheet: undefined }, () => (menu ? this.#menuButton.current!.focus() : this.focus()));
    return menu || sheet;
  };

  render({ desk: given, close }: Given, { menu, sheet, told }: State) {
    const { chat, label, language } = given;
    const tell = (name: string) => {
      clearTimeout(this.#timer);
      this.setState({ told: label(name) });
      this.#timer = window.setTimeout(() => this.setState({ told: "" }), 4000);
    };
    const act = async (action: () => unknown) => {
      try {
        await action();
        this.focus();
      } catch {
        tell("failed");
      }
    };
    const desk = { ...given, tell, act };
    const standing = chat.trouble
      ? chat.reason || label("unreachable")
      : chat.notice || (chat.person && label(`phase_${chat.phase}`));
    const download = async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await chat.transcript());
      link.download = "conversation.txt";
      link.click();
    };
    const item = (name: string, action: () => void) => (
      <button
        onClick={() => {
          this.setState({ menu: false });
          action();
        }}
      >
        {label(name)}
      </button>
    );
    return (
      <div class="panel" ref={this.#root} tabIndex={-1}>
        <div class="head">
          <span class="mark">
            <Icon name="chat" />
          </span>
          <div class="name">
            <h2>{label("title")}</h2>
            <p>{label("subtitle")}</p>
          </div>
          <Tool
            icon="more"
            name={label("more")}
            button={this.#menuButton}
            aria-expanded={!!menu}
            onClick={() => this.setState({ menu: !menu })}
          />
          {close && <Tool icon="close" name={label("close")} onClick={close} />}
        </div>
        {menu && (
          <div class="menu">
            <label>
              {label("language")}
              <select value={language} onChange={(event) => desk.speak(event.currentTarget.value)}>
                {Object.entries(label.languages).map(([code, name]) => (
                  <option value={code} lang={code}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            {chat.session && item("download", () => act(download))}
            {chat.session && item("start_over", () => this.setState({ sheet: "leave" }))}
            {chat.session && item("delete", () => this.setState({ sheet: "erase" }))}
          </div>
        )}
        <p class={chat.trouble ? "standing trouble" : "standing"} role="status">
          {standing}
        </p>
        <Thread desk={desk} />
        <p class="told" role="status">
          {told}
        </p>
        {sheet ? (
          <Sheet desk={desk} name={sheet} close={this.back} />
        ) : (
          <div class="foot">
            <Composer desk={desk} input={this.#input} />
            {!chat.person && (
              <button class="plain call" onClick={() => this.setState({ sheet: "person" })}>
                <Icon name="person" />
                {label("person")}
              </button>
            )}
          </div>
        )}
      </div>
    );
  }
}
