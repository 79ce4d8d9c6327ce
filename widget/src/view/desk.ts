/** What every part of the view needs: the conversation, the words, and a few things that can be asked of the panel. */

import type { Chat } from "../chat";
import type { Labels } from "../labels";

export interface Desk {
  chat: Chat;
  label: Labels;
  language: string;
  /** Address of the college's privacy policy, where it has told one. */
  privacy: string | null;
  speak(language: string): void;
  /** Do it, then put the focus where writing goes on; a failure is told. */
  act(action: () => unknown): Promise<void>;
  /** Say something below the thread for a moment. */
  tell(name: string): void;
}

export type Props<T = object> = T & { desk: Desk };
