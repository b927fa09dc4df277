// A slider over a list of values: the sweep's grid for the kernel width, powers of two for the number of samples.
import { decode } from "../../model/codec";
import { largestWeight, sameWidth, sweepOf } from "../../model/frames";
import { countSteps, evenSteps, positionOf, powersOfTwo, weightSteps, withStep } from "../../model/steps";
import type { StudyModel } from "../../model/study_model";
import type { Control, Value } from "../../model/wire";
import { make, makeButton, makeFocusable, mark, write } from "../../ui/elements";
import { count, number } from "../../ui/format";
import type { Field } from "./field";

/** Key presses of one run of steps are closer together than this. */
const sameRun = 400;

export function makeSlider(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name, kind } = first;
  const input = makeFocusable("input", { type: "range", id, min: "0", step: "1", "data-parameter": name });
  const shown = make("output", { class: "lw-value", for: id });
  const usually = make("span", { class: "lw-usual" }, "default");
  const home = make("span", { class: "lw-home", "aria-hidden": "true" });
  const action = kind === "width" ? "default-width" : `default-${name}`;
  const back = makeButton(action, "↺", "", signal, () => set(standard()));
  const node = make("div", { class: "lw-track" }, input, home);

  let control = first;
  let steps: number[] = [];
  let joined: number | undefined;
  let pressed = false;
  let moved = Number.NEGATIVE_INFINITY;

  // A missing number means all, which is the last step.
  const known = (value: Value) =>
    kind === "count" && typeof value !== "number" ? Number.POSITIVE_INFINITY : Number(value);
  const standard = () => (kind === "width" ? study.get("default_kernel_width") : known(control.default));
  const base = () => {
    if (kind === "count") return countSteps(control);
    if (kind === "weight") return weightSteps(largestWeight(sweepOf(study.get("frames"))));
    if (kind === "log") return powersOfTwo(control);
    if (kind === "range") return evenSteps(control);
    const grid = study.get("grid");
    return grid === null || grid === undefined ? [] : [...decode(grid, "f8")];
  };
  const text = (value: number) => {
    if (value === Number.POSITIVE_INFINITY) return "all";
    return Number.isInteger(value) && kind !== "width" ? count(value) : number(value);
  };

  const set = (value: number) => {
    study.set(name, Number.isFinite(value) ? value : null);
    follow();
  };

  const place = () => {
    const value = known(study.parameter(name));
    const grid = base();
    // A value set from code remains a step until the next such value, so that the slider does not shift during a
    // drag.
    if (withStep(grid, value).length > grid.length) joined = value;
    steps = joined === undefined ? grid : withStep(grid, joined);
    mark(input, "max", String(Math.max(0, steps.length - 1)));
    input.disabled = steps.length < 2;
    input.value = String(positionOf(steps, value));
  };

  const follow = () => {
    const value = known(study.parameter(name));
    const unchanged = input.value === String(positionOf(steps, value));
    const held = pressed || performance.now() - moved < sameRun;
    if (!(held && unchanged)) place();
    const usual = standard();
    const atHome = sameWidth(value, usual);
    write(shown, text(value));
    mark(input, "aria-valuetext", atHome ? `${text(value)}, the default` : text(value));
    mark(input, "data-value", Number.isFinite(value) ? String(value) : "all");
    mark(back, "title", `Reset to the default, ${text(usual)}`);
    mark(back, "aria-label", `${control.label}: reset to the default, ${text(usual)}`);
    back.classList.toggle("lw-away", atHome);
    usually.classList.toggle("lw-away", !atHome);
    const share = steps.length < 2 ? 0 : positionOf(steps, usual) / (steps.length - 1);
    home.style.setProperty("--lw-share", share.toFixed(4));
  };

  input.addEventListener(
    "input",
    () => {
      moved = performance.now();
      const value = steps[Number(input.value)];
      if (value !== undefined) set(value);
    },
    { signal },
  );
  input.addEventListener("pointerdown", () => (pressed = true), { signal });
  for (const event of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    input.addEventListener(
      event,
      () => {
        pressed = false;
        follow();
      },
      { signal },
    );
  }
  input.addEventListener("dblclick", () => set(standard()), { signal });

  return {
    node,
    focus: input,
    beside: [usually, shown, back],
    follow(next) {
      control = next;
      follow();
    },
  };
}
