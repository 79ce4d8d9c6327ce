/** The few pictures, drawn in the colour of the text beside them, and buttons that show nothing else. */

import { type ButtonHTMLAttributes, h, type Ref } from "preact";

const PATHS = {
  chat: "M21 12a8 8 0 0 1-12 7l-5 1 1-5a8 8 0 1 1 16-3Z",
  close: "m6 6 12 12M18 6 6 18",
  more: "M5 7h14M5 12h14M5 17h14",
  arrow: "M12 19V5m-6 6 6-6 6 6",
  thumb: "M7 11v9H4v-9h3Zm0 0 4-8q3 0 2 6h6q2 0 2 2l-2 7q0 2-2 2H7",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  person: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21a8 8 0 0 1 16 0",
};

export type IconName = keyof typeof PATHS;

export function Icon({ name, turned }: { name: IconName; turned?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={turned ? "icon turned" : "icon"}>
      <path d={PATHS[name]} />
    </svg>
  );
}

interface Given extends ButtonHTMLAttributes {
  icon: IconName;
  /** Read out, and shown when the pointer rests. */
  name: string;
  turned?: boolean;
  button?: Ref<HTMLButtonElement>;
}

export function Tool({ icon, name, turned, button, ...rest }: Given) {
  return (
    <button class="tool" aria-label={name} title={name} ref={button} {...rest}>
      <Icon name={icon} turned={turned} />
    </button>
  );
}
