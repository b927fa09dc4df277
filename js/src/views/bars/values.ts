// The values of the explained row: an editor for each column, beside the first bar of the column or below the bars.

import type { StudyModel } from "../../model/study_model";
import type { Cell } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { arrange, make, makeButton, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { type Editor, makeEditor, sameEditor } from "./editors";

interface Value {
  cell: Cell;
  editor: Editor;
  /** The column's name and the editor, for a column without a bar. */
  entry: HTMLElement;
}

export class RowValues {
  readonly #study: StudyModel;
  readonly #signal: AbortSignal;

  readonly restore: HTMLButtonElement;
  /** The columns without a bar. */
  readonly others: HTMLElement;
  readonly #title = make("h4", { class: "lw-others-title" });
  readonly #grid = make("div", { class: "lw-grid" });
  #values: Value[] = [];
  #followed: Cell[] | undefined;

  constructor(study: StudyModel, signal: AbortSignal) {
    this.#study = study;
    this.#signal = signal;

    this.others = make("section", { class: "lw-others" }, this.#title, this.#grid);
    this.restore = makeButton("reset_row", say("row.restore"), say("row.restore_help"), signal, () => {
      for (const { editor } of this.#values) editor.restore();
      study.send({ type: "reset_row" });
    });
  }

  /** Whether the instance has any: a text has no cells, so no values beside its bars. */
  get any(): boolean {
    return this.#values.length > 0;
  }

  /** Follow the row that the kernel explains. */
  draw(): void {
    const study = this.#study;
    this.#follow(study.get("row"));
    this.restore.disabled = !study.live;
    for (const { editor } of this.#values) {
      if (!study.live) editor.restore();
      editor.field.disabled = !study.live;
    }
  }

  /** The kernel refused a value. */
  refused(): void {
    for (const { editor } of this.#values) editor.refused();
  }

  /** Place each editor: `slotOf` gives the slot of a column's first bar, `bars` is the number of bars. */
  place(slotOf: (column: number) => HTMLElement | undefined, bars: number): void {
    const below: HTMLElement[] = [];
    for (const [column, { editor, entry }] of this.#values.entries()) {
      const slot = slotOf(column);
      if (slot === undefined) below.push(entry);
      const home = slot ?? entry;
      if (editor.node.parentElement !== home) home.append(editor.node);
    }
    arrange(this.#grid, below);
    show(this.others, below.length > 0);
    write(this.#title, bars > 0 ? say("row.others", { n: bars }) : say("row.values"));
  }

  #follow(cells: Cell[]): void {
    if (cells === this.#followed) return;
    this.#followed = cells;
    const values = this.#values;
    const same = cells.length === values.length && values.every(({ cell }, i) => sameEditor(cell, cells[i]));
    if (!same) this.#replace(cells);
    for (const [i, value] of this.#values.entries()) {
      value.cell = cells[i] as Cell;
      value.editor.follow(value.cell);
    }
    this.restore.classList.toggle("lw-away", !cells.some((cell) => cell.changed));
    show(this.restore, cells.length > 0);
  }

  #replace(cells: readonly Cell[]): void {
    for (const { editor, entry } of this.#values) {
      editor.node.remove();
      entry.remove();
    }
    const send = (column: string, value: string | null) => this.#study.send({ type: "edit", column, value });
    this.#values = cells.map((cell) => {
      const name = make("span", { class: "lw-entry-name", title: cell.column });
      writeName(name, cell.column);
      return {
        cell,
        editor: makeEditor(cell, this.#signal, send),
        entry: make("div", { class: "lw-entry" }, name),
      };
    });
  }
}
