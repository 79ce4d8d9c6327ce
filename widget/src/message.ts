/** What the server says of a conversation: the shapes of its API (channels/website/shapes.py). */

/** Who answers: the bot, the bot until a person has time, a person, the bot again. */
export type Phase = "bot" | "waiting" | "staff" | "closed";

export type Rating = 1 | -1;

/** A part of an answer that can be laid out. Kinds that this version does not know are shown as their text. */
export interface Block {
  kind: string;
  text?: string;
  /** Of a table: the first cell of a row names it. */
  caption?: string;
  columns?: string[];
  rows?: string[][];
}

export interface Source {
  /** The whole reference in words: document and date. */
  text: string;
}

export interface Message {
  id: number;
  sender: "applicant" | "bot" | "staff";
  text: string;
  language: string;
  direction: "ltr" | "rtl";
  /** ISO 8601, UTC. */
  time: string;
  /** Of the applicant's own messages: the id that the browser gave it. */
  client_id?: string;
  /** Of the applicant's own messages: how it stands with the answer. */
  status?: "received" | "answered" | "failed" | "staff";
  buttons?: { title: string }[];
  blocks?: Block[];
  sources?: Source[];
  rating?: Rating | null;
}

/** A press on a choice: the message that it stands under and its place there, from 0. */
export interface Press {
  message: number;
  index: number;
}

/** What the server answers to a look at the conversation, and to a message. */
export interface News {
  messages: Message[];
  message?: Message | null;
  state: Phase;
  pending: boolean;
  more?: boolean;
  notice?: { message: string } | null;
}
