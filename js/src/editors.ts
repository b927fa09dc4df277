// Editing the explained row: one native control per column, which outlives redraws and re-sorting.
// What is typed is a wish; the row in the mirror changes when the kernel has taken it.
import { make, makeFocusable, mark } from "./elements";
import type { Cell } from "./mirror";

/** While stepping with the arrows, each change would call the model; the last of a run is sent after this pause. */
const steppingPause = 250;
/** Typing pauses longer between two digits. */
const typingPause = 700;
/** How long a sent value stays in the field when no answer comes. */
const patience = 3000;

export interface Editor {
  node: HTMLElement;
  field: HTMLInputElement | HTMLSelectElement;
  /** Shows the row's value, unless the reader is at work in the field. */
  follow(cell: Cell): void;
  /** Forgets what was typed and sent, and shows the row's value again. */
  restore(): void;
  /** The kernel refused something: what was sent is not going to come. */
  refused(): void;
}

/** True while an editor made for `before` can show `cell` too. */
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
    // The arrows step from the value attribute, not from nought.
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
      // An emptied field is most often on its way to another number: it waits for Enter or for the focus to leave.
      if (field.value !== "") pending = setTimeout(commit, stepping ? steppingPause : typingPause);
    },
    { signal },
  );
  field.addEventListener(
    "change",
    () => {
      touched = true;
      // The arrows and the spin buttons fire `change` at every step; the pause of that step has just begun.
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
        // The answer to an earlier edit, or none yet; the newest wish stands until it is answered or given up.
        return;
      }
      // Writing the value the field already means would move the caret of a focused field.
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

/** A number input takes only plain number text; the row's own text is one unless it was abbreviated. */
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
      // A value that the training data did not have can still be the row's own.
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
      const wished = field.selectedOptions[0]?.value;
      const answer = next.value === null ? "" : next.text;
      const answered = next !== cell && (wished === answer || wished === String(next.value));
      cell = next;
      describe(node, field, cell);
      if (waiting === undefined || answered) settle();
    },
    restore: settle,
    refused: settle,
  };
}
