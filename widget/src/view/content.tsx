/** The content of a message: text, lists, cards, tables. Every piece decides its own direction; nothing is ever HTML. */

import { h } from "preact";
import type { Block, Message } from "../message";
import { partsOf, piecesOf } from "../text";

function Line({ text }: { text: string }) {
  return piecesOf(text).map((piece) => {
    if (typeof piece === "string") return piece;
    if ("whole" in piece) return <bdi dir="ltr">{piece.whole}</bdi>;
    return (
      <a href={piece.link} target="_blank" dir="ltr">
        {piece.text}
      </a>
    );
  });
}

function Text({ text }: { text: string }) {
  return partsOf(text).map(({ title, runs }) => (
    <div class={title && "card"}>
      {title && (
        <p dir="auto" class="title">
          {title}
        </p>
      )}
      {runs.map(({ list, lines }) => {
        const Each = list ? "li" : "p";
        const shown = lines.map((line) => (
          <Each dir="auto">
            <Line text={line} />
          </Each>
        ));
        return list ? <ul>{shown}</ul> : shown;
      })}
    </div>
  ));
}

/** Side by side where there is room, else a card for each row: the roles stay a table's, whatever the layout. */
function Table({ caption, columns = [], rows = [] }: Partial<Block>) {
  return (
    <table role="table">
      {caption && <caption dir="auto">{caption}</caption>}
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" dir="auto">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(([head, ...cells]) => (
          <tr role="row">
            <th role="rowheader" dir="auto">
              {head}
            </th>
            {cells.map((cell, place) => (
              <td role="cell">
                <span class="quiet" aria-hidden="true" dir="auto">
                  {columns[place + 1]}
                </span>
                <span dir="auto">
                  <Line text={cell} />
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The blocks; the plain text, which says the same, where there are none or one cannot be shown. */
export function Content({ text, blocks = [] }: Message) {
  const shown = blocks.every((block) => block.rows || block.text) && blocks[0] ? blocks : [{ text }];
  return shown.map((block: Partial<Block>) =>
    block.rows ? (
      <Table {...block} />
    ) : (
      <div class={block.kind}>
        <Text text={block.text!} />
      </div>
    ),
  );
}
