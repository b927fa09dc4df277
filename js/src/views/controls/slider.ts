// A slider over a list of values: the sweep's grid for the kernel width, powers of two for the number of samples.

import { decode } from "../../model/codec";
import { sameWidth, sweepOf } from "../../model/frames";
import { largestWeight } from "../../model/largest";
import { countSteps, evenSteps, positionOf, powersOfTwo, weightSteps, withStep } from "../../model/steps";
import type { StudyModel } from "../../model/study_model";
import type { Control, Value } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, make, makeButton, makeFocusable, mark, write } from "../../ui/elements";
import { count, number } from "../../words/format";
import type { Field } from "./field";

/** Key presses of one run of steps are closer together than this. */
const sameRun = 400;

export function makeSlider(control: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  return new Slider(control, study, signal, id);
}

class Slider implements Field {
  #control: Control;
  readonly #study: StudyModel;

  readonly node: HTMLElement;
  readonly focus: HTMLInputElement;
  readonly beside: HTMLElement[];
  readonly #shown: HTMLElement;
  readonly #usually = make("span", { class: "lw-usual" }, say("default"));
  readonly #home = make("span", { class: "lw-home", "aria-hidden": "true" });
  readonly #back: HTMLButtonElement;
  #steps: number[] = [];
  /** A value set from code, which is a step too. */
  #joined: number | undefined;
  #pressed = false;
  /** The time of the last step. */
  #moved = Number.NEGATIVE_INFINITY;

  constructor(control: Control, study: StudyModel, signal: AbortSignal, id: string) {
    this.#control = control;
    this.#study = study;

    const { name, kind } = control;
    const attributes = { type: "range", id, min: "0", step: "1", "data-parameter": name };
    this.focus = makeFocusable("input", attributes);
    this.node = make("div", { class: "lw-track" }, this.focus, this.#home);
    this.#shown = make("output", { class: "lw-value", for: id });
    const action = kind === "width" ? "default-width" : `default-${name}`;
    const reset = () => this.#set(this.#standard());
    this.#back = makeButton(action, "↺", "", signal, reset);
    this.beside = [this.#usually, this.#shown, this.#back];
    listen(this.focus, "input", () => this.#step(), signal);
    listen(this.focus, "pointerdown", () => this.#hold(true), signal);
    for (const event of ["pointerup", "pointercancel", "lostpointercapture", "blur"] as const)
      listen(this.focus, event, () => this.#hold(false), signal);
    listen(this.focus, "dblclick", reset, signal);
  }

  follow(control: Control): void {
    this.#control = control;
    this.#draw();
  }

  #draw(): void {
    const value = this.#value();
    const unchanged = this.focus.value === String(positionOf(this.#steps, value));
    const held = this.#pressed || performance.now() - this.#moved < sameRun;
    if (!(held && unchanged)) this.#place(value);
    const usual = this.#standard();
    const atHome = sameWidth(value, usual);
    const text = this.#textOf(value);
    write(this.#shown, text);
    mark(this.focus, "aria-valuetext", atHome ? say("default.at", { value: text }) : text);
    mark(this.focus, "data-value", Number.isFinite(value) ? String(value) : "all");
    mark(this.#back, "title", say("default.back", { value: this.#textOf(usual) }));
    mark(
      this.#back,
      "aria-label",
      say("default.back_of", { name: this.#control.label, value: this.#textOf(usual) }),
    );
    this.#back.classList.toggle("lw-away", atHome);
    this.#usually.classList.toggle("lw-away", !atHome);
    const steps = this.#steps;
    const share = steps.length < 2 ? 0 : positionOf(steps, usual) / (steps.length - 1);
    this.#home.style.setProperty("--lw-share", share.toFixed(4));
  }

  #place(value: number): void {
    const grid = this.#grid();
    // A value set from code remains a step until the next such value, so that the slider does not shift during a
    // drag.
    if (withStep(grid, value).length > grid.length) this.#joined = value;
    this.#steps = this.#joined === undefined ? grid : withStep(grid, this.#joined);
    mark(this.focus, "max", String(Math.max(0, this.#steps.length - 1)));
    this.focus.disabled = this.#steps.length < 2;
    this.focus.value = String(positionOf(this.#steps, value));
  }

  #set(value: number): void {
    this.#study.set(this.#control.name, Number.isFinite(value) ? value : null);
    this.#draw();
  }

  #step(): void {
    this.#moved = performance.now();
    const value = this.#steps[Number(this.focus.value)];
    if (value !== undefined) this.#set(value);
  }

  #hold(pressed: boolean): void {
    this.#pressed = pressed;
    if (!pressed) this.#draw();
  }

  #value(): number {
    return this.#known(this.#study.parameter(this.#control.name));
  }

  /** A missing number means all, which is the last step. */
  #known(value: Value): number {
    return this.#control.kind === "count" && typeof value !== "number"
      ? Number.POSITIVE_INFINITY
      : Number(value);
  }

  #standard(): number {
    const { kind, default: usual } = this.#control;
    return kind === "width" ? this.#study.get("default_kernel_width") : this.#known(usual);
  }

  #grid(): number[] {
    const control = this.#control;
    const study = this.#study;
    if (control.kind === "count") return countSteps(control);
    if (control.kind === "weight") return weightSteps(largestWeight(sweepOf(study.get("frames"))));
    if (control.kind === "log") return powersOfTwo(control);
    if (control.kind === "range") return evenSteps(control);
    const grid = study.get("grid") ?? null;
    return grid === null ? [] : [...decode(grid, "f8")];
  }

  #textOf(value: number): string {
    if (value === Number.POSITIVE_INFINITY) return say("all");
    return Number.isInteger(value) && this.#control.kind !== "width" ? count(value) : number(value);
  }
}
