// One native control for one parameter. A field shows changes of the study's model without disturbing the user's
// input.

import type { StudyModel } from "../../model/study_model";
import type { Control } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeFocusable } from "../../ui/elements";
import { makeChoice } from "./choice";
import type { Field } from "./field";
import { makeFill } from "./fill";
import { makeNumber } from "./number";
import { makeSlider } from "./slider";

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
    placeholder: say("mask.removed"),
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
