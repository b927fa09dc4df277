// What the editors of the explained row share. A typed value is a request; the row in the study's model changes when the
// kernel accepts it.

import type { Cell } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, mark } from "../../ui/elements";

/** How long a sent value stays in the field without a reply. */
export const patience = 3000;

export interface Editor {
  node: HTMLElement;
  field: HTMLInputElement | HTMLSelectElement;
  /** Show the row's value, unless the user is editing the field. */
  follow(cell: Cell): void;
  /** Discard typed and sent values, and show the row's value again. */
  restore(): void;
  /** The kernel refused a value, so no reply to the sent one will come. */
  refused(): void;
}

/** Send a new value of a column; null for a missing one. */
export type Send = (column: string, value: string | null) => void;

export function frame(cell: Cell, field: HTMLElement): HTMLElement {
  return make("span", { class: "lw-editor", "data-kind": cell.kind }, field);
}

export function describe(node: HTMLElement, field: HTMLElement, cell: Cell): void {
  node.classList.toggle("lw-changed", cell.changed);
  node.classList.toggle("lw-outside", cell.told !== undefined);
  const value = cell.text || say("row.missing");
  const title = say(cell.changed ? "row.is_changed" : "row.is", { column: cell.column, value });
  const name = say(cell.changed ? "row.changed" : "row.value", { column: cell.column });
  mark(field, "title", cell.told ?? title);
  mark(field, "aria-label", cell.told === undefined ? name : `${name}. ${cell.told}`);
}
