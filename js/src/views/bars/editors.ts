// Editing the explained row: one native control for each column, which outlives redraws and re-sorting. A typed value
// is a request; the row in the study's model changes when the kernel accepts it.

import type { Cell } from "../../model/wire";
import { make, makeFocusable, mark } from "../../ui/elements";

/** Each arrow step would call the model. The last value of a run of steps is sent after this pause. */
const steppingPause = 250;
/** Pauses between two typed digits are longer. */
const typingPause = 700;
/** How long a sent value stays in the field without a reply. */
const patience = 3000;

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

/** Return whether an editor made for `before` can also show `cell`. */
export function sameEditor(before: Cell, cell: Cell): boolean {
  return (
    before.column === cell.column &&
    before.kind === cell.kind &&
    before.missing_allowed === cell.missing_allowed &&
    before.step === cell.step &&
    (before.options ?? []).join("\n") === (cell.options ?? []).join("\n")
  );
}

export function makeEditor(
  cell: Cell,
  signal: AbortSignal,
  send: (column: string, value: string | null) => void,
): Editor {
  return cell.kind === "number"
    ? makeNumberEditor(cell, signal, send)
    : makeCategoryEditor(cell, signal, send);
}

function frame(cell: Cell, field: HTMLElement): HTMLElement {
  return make("span", { class: "lw-editor", "data-kind": cell.kind }, field);
}

function describe(node: HTMLElement, field: HTMLElement, cell: Cell): void {
  node.classList.toggle("lw-changed", cell.changed);
  mark(field, "title", `${cell.column} = ${cell.text || "missing"}${cell.changed ? " (changed)" : ""}`);
  mark(field, "aria-label", `Value of ${cell.column}${cell.changed ? ", changed" : ""}`);
}

function makeNumberEditor(
  initial: Cell,
  signal: AbortSignal,
  send: (column: string, value: string | null) => void,
): Editor {
  const field = makeFocusable("input", {
    type: "number",
    class: "lw-edit",
    "data-column": initial.column,
    step: String(initial.step ?? "any"),
    placeholder: initial.missing_allowed ? "missing" : "",
  });
  const node = frame(initial, field);
  let cell = initial;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let sent: string | undefined;
  let touched = false;
  let stepping = false;

  const shown = () => (cell.value === null ? "" : asNumberText(cell));
  const usable = () => (field.value === "" ? cell.missing_allowed && !field.validity.badInput : true);
  const settle = () => {
    clearTimeout(pending);
    clearTimeout(waiting);
    [pending, waiting, sent, touched] = [undefined, undefined, undefined, false];
    field.value = shown();
    // The arrow keys step from the value attribute, not from zero.
    mark(field, "value", shown());
    mark(field, "aria-invalid", null);
  };
  const commit = () => {
    clearTimeout(pending);
    pending = undefined;
    mark(field, "aria-invalid", usable() ? null : "true");
    if (!usable() || !touched || field.value === (sent ?? shown())) return;
    sent = field.value;
    send(cell.column, field.value === "" ? null : field.value);
    clearTimeout(waiting);
    waiting = setTimeout(settle, patience);
  };

  field.addEventListener(
    "input",
    (event) => {
      touched = true;
      stepping = !(event instanceof InputEvent && Boolean(event.inputType));
      clearTimeout(pending);
      pending = undefined;
      mark(field, "aria-invalid", usable() ? null : "true");
      // An empty field is most often on its way to another number: wait for Enter or blur.
      if (field.value !== "") pending = setTimeout(commit, stepping ? steppingPause : typingPause);
    },
    { signal },
  );
  field.addEventListener(
    "change",
    () => {
      touched = true;
      // The arrow keys and the spin buttons fire `change` at every step. The pause of that step has just begun.
      if (!stepping || pending === undefined) commit();
    },
    { signal },
  );
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") {
        touched = true;
        commit();
      } else if (event.key === "Escape") settle();
    },
    { signal },
  );
  field.addEventListener(
    "blur",
    () => {
      if (pending !== undefined) commit();
      if (sent === undefined) settle();
    },
    { signal },
  );
  signal.addEventListener("abort", () => {
    clearTimeout(pending);
    clearTimeout(waiting);
  });
  settle();

  return {
    node,
    field,
    follow(next) {
      const answered = next !== cell;
      cell = next;
      describe(node, field, cell);
      if (pending !== undefined) return;
      const atWork = touched && sent === undefined && field.matches(":focus");
      if (atWork) return;
      if (sent !== undefined && (!answered || Number(sent) !== Number(shown()))) {
        // This is the reply to an earlier edit, or none. Keep the newest value until its reply or the time limit.
        return;
      }
      // Writing an equal value would move the caret of a focused field.
      if (field.matches(":focus") && field.value !== "" && Number(field.value) === Number(shown())) {
        clearTimeout(waiting);
        [sent, touched] = [undefined, false];
        mark(field, "value", shown());
        return;
      }
      settle();
    },
    restore: settle,
    refused() {
      if (sent !== undefined) settle();
    },
  };
}

/** A number input accepts plain number text only. The row's own text qualifies unless it was abbreviated. */
function asNumberText(cell: Cell): string {
  return cell.text.trim() !== "" && Number.isFinite(Number(cell.text))
    ? cell.text.trim()
    : String(cell.value);
}

function makeCategoryEditor(
  initial: Cell,
  signal: AbortSignal,
  send: (column: string, value: string | null) => void,
): Editor {
  const field = makeFocusable("select", { class: "lw-edit", "data-column": initial.column });
  const node = frame(initial, field);
  let cell = initial;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const missing = make("option", { value: "" }, "missing");
  if (initial.missing_allowed) field.append(missing);
  for (const option of initial.options ?? []) field.append(make("option", { value: option }, option));

  const settle = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (cell.value === null) {
      if (!missing.isConnected && missing.parentNode === null) field.prepend(missing);
      missing.selected = true;
      return;
    }
    const texts = [cell.text, String(cell.value)];
    const options = [...field.options].filter((option) => option !== missing);
    let chosen = options.find((option) => texts.includes(option.value));
    if (chosen === undefined) {
      // The row may have a value that the training data lack.
      chosen = make("option", { value: cell.text }, cell.text);
      field.append(chosen);
    }
    chosen.selected = true;
  };

  field.addEventListener(
    "change",
    () => {
      const option = field.selectedOptions[0];
      if (option === undefined) return;
      send(cell.column, option === missing ? null : option.value);
      clearTimeout(waiting);
      waiting = setTimeout(settle, patience);
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(waiting));

  return {
    node,
    field,
    follow(next) {
      const requested = field.selectedOptions[0]?.value;
      const answer = next.value === null ? "" : next.text;
      const answered = next !== cell && (requested === answer || requested === String(next.value));
      cell = next;
      describe(node, field, cell);
      if (waiting === undefined || answered) settle();
    },
    restore: settle,
    refused: settle,
  };
}
