// The editor for each kind of column: one native control, which outlives redraws and re-sorting.
import type { Cell } from "../../model/wire";
import { makeCategoryEditor } from "./category_editor";
import type { Editor, Send } from "./editor";
import { makeNumberEditor } from "./number_editor";

export type { Editor } from "./editor";

/** Return whether an editor made for `before` can also show `cell`. */
export function sameEditor(before: Cell, cell: Cell | undefined): boolean {
  return (
    before.column === cell?.column &&
    before.kind === cell.kind &&
    before.missing_allowed === cell.missing_allowed &&
    before.step === cell.step &&
    (before.options ?? []).join("\n") === (cell.options ?? []).join("\n")
  );
}

export function makeEditor(cell: Cell, signal: AbortSignal, send: Send): Editor {
  return cell.kind === "category"
    ? makeCategoryEditor(cell, signal, send)
    : makeNumberEditor(cell, signal, send);
}
