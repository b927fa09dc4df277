// The editor of a category: a list of the training data's values.

import type { Cell } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, make, makeFocusable } from "../../ui/elements";
import { describe, type Editor, frame, patience, type Send } from "./editor";

export function makeCategoryEditor(cell: Cell, signal: AbortSignal, send: Send): Editor {
  return new CategoryEditor(cell, signal, send);
}

class CategoryEditor implements Editor {
  #cell: Cell;
  readonly #send: Send;

  readonly field: HTMLSelectElement;
  readonly node: HTMLElement;
  readonly #missing = make("option", { value: "" }, say("row.missing"));
  /** Runs until a chosen value is given up. */
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(cell: Cell, signal: AbortSignal, send: Send) {
    this.#cell = cell;
    this.#send = send;

    this.field = makeFocusable("select", { class: "lw-edit", "data-column": cell.column });
    this.node = frame(cell, this.field);
    if (cell.missing_allowed) this.field.append(this.#missing);
    for (const option of cell.options ?? []) this.field.append(make("option", { value: option }, option));
    listen(this.field, "change", () => this.#chosen(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#waiting));
  }

  follow(next: Cell): void {
    const requested = this.field.selectedOptions[0]?.value;
    const answer = next.value === null ? "" : next.text;
    const answered = next !== this.#cell && (requested === answer || requested === String(next.value));
    this.#cell = next;
    describe(this.node, this.field, next);
    if (this.#waiting === undefined || answered) this.restore();
  }

  restore(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#cell.value === null) {
      if (!this.#missing.isConnected && this.#missing.parentNode === null) this.field.prepend(this.#missing);
      this.#missing.selected = true;
    } else this.#optionOf(this.#cell).selected = true;
  }

  refused(): void {
    this.restore();
  }

  #optionOf({ text, value }: Cell): HTMLOptionElement {
    const options = [...this.field.options].filter((option) => option !== this.#missing);
    const known = options.find((option) => [text, String(value)].includes(option.value));
    if (known !== undefined) return known;
    // The row may have a value that the training data lack.
    const added = make("option", { value: text }, text);
    this.field.append(added);
    return added;
  }

  #chosen(): void {
    const option = this.field.selectedOptions[0];
    if (option === undefined) return;
    this.#send(this.#cell.column, option === this.#missing ? null : option.value);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.restore(), patience);
  }
}
