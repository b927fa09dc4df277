// One native control for one parameter. A field shows changes of the study's model without disturbing the user's
// input.

import type { StudyModel } from "../../model/study_model";
import type { Control, Value } from "../../model/wire";
import { make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { count, number } from "../../ui/format";
import type { Field } from "./field";
import { makeFill } from "./fill";
import { makeSlider } from "./slider";

/** Pause between two digits of a seed: each seed calls the model again. */
const typingPause = 600;

export function makeField(control: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  switch (control.kind) {
    case "width":
    case "log":
    case "range":
    case "weight":
    case "count":
      return makeSlider(control, study, signal, id);
    case "number":
    case "seed":
      return makeNumber(control, study, signal, id);
    case "choice":
      return makeChoice(control, study, signal, id);
    case "fill":
      return makeFill(control, study, signal, id);
    case "switch":
      return makeSwitch(control, study, signal, id);
    case "text":
      return makeText(control, study, signal, id);
  }
}

function makeNumber(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = first;
  const input = makeFocusable("input", {
    type: "number",
    id,
    "data-parameter": name,
    "aria-describedby": `${id}-wrong`,
  });
  const wrong = make("span", { class: "lw-wrong", id: `${id}-wrong`, role: "alert" });
  const line = make("div", { class: "lw-line" }, input);
  if (first.kind === "seed") {
    line.append(
      makeButton("redraw", "Redraw", "Draw new samples with another seed", signal, () =>
        study.send({ type: "redraw" }),
      ),
    );
  }
  const node = make("div", { class: "lw-number" }, line, wrong);
  let control = first;
  let sent: Value = null;
  let pending: ReturnType<typeof setTimeout> | undefined;

  const complain = () => {
    const sentence =
      input.validity.badInput || input.value.trim() === ""
        ? expected(control)
        : faultOf(input.value, control);
    mark(input, "aria-invalid", sentence === "" ? null : "true");
    write(wrong, sentence);
    show(wrong, sentence !== "");
    return sentence !== "";
  };
  const fill = () => {
    const value = study.parameter(name);
    clearTimeout(pending);
    pending = undefined;
    sent = value;
    input.value = value === null || value === undefined ? "" : String(value);
    mark(input, "aria-invalid", null);
    show(wrong, false);
  };

  const commit = () => {
    clearTimeout(pending);
    pending = undefined;
    if (complain()) return;
    sent = Number(input.value);
    study.set(name, sent);
    if (study.parameter(name) !== sent) fill();
  };

  input.addEventListener(
    "input",
    (event) => {
      // The arrow keys and the spin buttons give whole numbers at each step. Their events have no inputType.
      const typing = event instanceof InputEvent && Boolean(event.inputType);
      if (first.kind !== "seed" || !typing) return commit();
      clearTimeout(pending);
      pending = complain() ? undefined : setTimeout(commit, typingPause);
    },
    { signal },
  );
  for (const event of ["change", "blur"]) {
    input.addEventListener(event, () => pending !== undefined && commit(), { signal });
  }
  input.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") fill();
      if (event.key === "Enter" && pending !== undefined) commit();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(pending));

  return {
    node,
    focus: input,
    beside: [],
    follow(next) {
      control = next;
      mark(input, "min", control.min === undefined ? null : String(control.min));
      mark(input, "max", control.max === undefined ? null : String(control.max));
      mark(input, "step", String(control.step ?? "any"));
      // While the user types "0.505", "0.50" equals the current value; writing "0.5" over it would move the caret.
      if (pending !== undefined) return;
      if (!input.matches(":focus") || study.parameter(name) !== sent) fill();
    },
    restore: fill,
  };
}

function faultOf(text: string, control: Control): string {
  const value = Number(text);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = control;
  if (!Number.isFinite(value) || value < min || value > max) return expected(control);
  if (isWhole(control) && !Number.isInteger(value)) return expected(control);
  return "";
}

function expected(control: Control): string {
  const { min, max } = control;
  const what = isWhole(control) ? "a whole number" : "a number";
  const text = isWhole(control) ? count : number;
  if (min !== undefined && max !== undefined) return `Expected ${what} from ${text(min)} to ${text(max)}.`;
  if (min !== undefined) return `Expected ${what}, at least ${number(min)}.`;
  if (max !== undefined) return `Expected ${what}, at most ${number(max)}.`;
  return `Expected ${what}.`;
}

function isWhole(control: Control): boolean {
  return control.kind === "seed" || (control.step !== undefined && Number.isInteger(control.step));
}

function makeChoice(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = first;
  const select = makeFocusable("select", { id, "data-parameter": name });
  const node = make("div", { class: "lw-line" }, select);
  let options: NonNullable<Control["options"]> = [];

  select.addEventListener(
    "input",
    () => {
      const option = options.find(({ value }) => String(value) === select.value);
      if (option !== undefined) study.set(name, option.value);
    },
    { signal },
  );

  return {
    node,
    focus: select,
    beside: [],
    follow(control) {
      const next = control.options ?? [];
      if (!sameOptions(next, options)) {
        select.replaceChildren(
          ...next.map(({ value, label, disabled = false }) => {
            const option = make("option", { value: String(value) }, label);
            option.disabled = disabled;
            return option;
          }),
        );
      }
      options = next;
      const value = String(study.parameter(name));
      if (!options.some((option) => String(option.value) === value)) {
        // Code may set a value that is not among the options, such as the user's own function.
        select.append(make("option", { value }, value));
      }
      if (select.value !== value) select.value = value;
    },
  };
}

/** Avoid rewriting a thousand equal labels that the kernel sends again. */
function sameOptions(a: NonNullable<Control["options"]>, b: NonNullable<Control["options"]>): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every(({ value, label, disabled }, i) => {
        const other = b[i];
        return other?.value === value && other.label === label && other.disabled === disabled;
      }))
  );
}

function makeSwitch(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = first;
  const input = makeFocusable("input", { type: "checkbox", id, "data-parameter": name });
  input.addEventListener("input", () => study.set(name, input.checked), { signal });
  return {
    node: make("div", { class: "lw-line" }, input),
    focus: input,
    beside: [],
    follow() {
      input.checked = study.parameter(name) === true;
    },
  };
}

function makeText(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = first;
  const input = makeFocusable("input", {
    type: "text",
    id,
    dir: "auto",
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "removed",
    "data-parameter": name,
  });
  const value = () => String(study.parameter(name) ?? "");
  const fill = () => {
    input.value = value();
  };
  // Do not send at every key: each string calls the model again.
  const commit = () => study.set(name, input.value);
  for (const event of ["change", "blur"]) input.addEventListener(event, commit, { signal });
  input.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") commit();
      if (event.key === "Escape") fill();
    },
    { signal },
  );
  let followed: string | undefined;
  return {
    node: make("div", { class: "lw-line" }, input),
    focus: input,
    beside: [],
    follow() {
      // Keep the user's input until the parameter itself changes.
      if (value() === followed && input.matches(":focus") && study.allows(name)) return;
      followed = value();
      fill();
    },
    restore: fill,
  };
}
