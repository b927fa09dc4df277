// Text about slices.

import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { make, show, write } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { makeKey } from "../../ui/key";
import { count, number, pair, percent } from "../../words/format";
import { nameOf } from "../../words/wording";
import type { Boundary, Sign } from "./boundary";
import type { Axis, Slice } from "./slice";

/** Name the model's output: "probability of spam", or the name of a value. */
export function answerName(study: StudyModel, output: number, name = nameOf(study, output)): string {
  return study.get("outputs").kind === "probability" ? say("samples.probability", { name }) : name;
}

/** "x1 1, x2 −0.5" */
export function placeText(axes: readonly Axis[], place: readonly number[]): string {
  return axes.map(({ name }, k) => `${name} ${number(place[k] ?? Number.NaN, 4)}`).join(", ");
}

/** Say where the instance is, and how to move it. */
export function placeSentence(
  axes: readonly Axis[],
  place: readonly number[],
  how: "drag" | "waiting" | "fixed",
): string {
  const gap = axes.find((_, k) => Number.isNaN(place[k]));
  if (gap !== undefined) return missing(gap);
  const ids = { drag: "plane.at_drag", waiting: "plane.at_waiting", fixed: "plane.at" } as const;
  return say(ids[how], { place: placeText(axes, place) });
}

export function missing({ name }: Axis): string {
  return say("slice.missing", { name });
}

/** "x2 = 1.065 − 2.344·x1" */
export function boundaryText(
  { kind, intercept, slope, at }: Boundary,
  [across, up]: readonly Axis[],
): string {
  const [first, second] = [across?.name ?? "", up?.name ?? ""];
  if (kind === "vertical") return `${first} = ${number(at, 4)}`;
  if (kind === "line") {
    if (slope === 0) return `${second} = ${number(intercept, 4)}`;
    return `${second} = ${number(intercept, 4)} ${slope < 0 ? "−" : "+"} ${number(Math.abs(slope), 4)}·${first}`;
  }
  return say(kind === "steps" ? "plane.steps" : "plane.none");
}

const none = new Float32Array();

/** The first lines of the plane: how far the surrogate is on the model's side, and what its colors mean. */
export class Verdict {
  readonly headline = make("p", { class: "lw-plot-headline" });
  readonly #key = makeKey();
  readonly key = this.#key.node;

  draw(study: StudyModel, slice: Slice | null, signs: readonly Sign[], level: number): void {
    const { values = null, output = 0, axes = [] } = slice ?? {};
    show(this.key, values !== null && signs.length > 0);
    const additive = study.get("frames")?.additive !== false;
    const headline = additive ? agreement(values ?? none, signs, axes, level) : say("slice.no_sum");
    write(this.headline, values === null ? "" : headline);
    const { names, kind } = study.get("outputs");
    const name = nameOf(study, output);
    const sides: [string, string] =
      kind === "probability"
        ? [names.length === 2 ? nameOf(study, 1 - output) : say("plane.not", { name }), name]
        : [say("plane.below", { level: number(level) }), say("plane.above", { level: number(level) })];
    this.#key.draw([say("plane.side", { side: sides[0] }), say("plane.side", { side: sides[1] })], true);
  }
}

/** Say over what share of the plane the surrogate is on the model's side of the level. */
export function agreement(
  values: Float32Array,
  signs: readonly Sign[],
  axes: readonly Axis[],
  level: number,
): string {
  if (signs.length === 0) return "";
  const up = axes[1]?.values.length ?? 0;
  const same = signs.filter(({ i, j, above }) => (values[i * up + j] ?? Number.NaN) >= level === above);
  return say("plane.agree", { share: percent(same.length / signs.length) });
}

/** "model 0.000, surrogate 0.049 · boundary x2 = 1.065 − 2.344·x1 · effective sample size 63 of 500" */
export function readoutText(
  { sweep, frame }: Force,
  study: StudyModel,
  boundary: Boundary | null,
  axes: readonly Axis[],
  level: number,
): string {
  const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
  const [modelText, surrogateText] = pair(model, frame.localPrediction);
  const parts = [say("plane.answers", { model: modelText, surrogate: surrogateText })];
  if (boundary !== null) {
    const within = boundaryText(boundary, axes);
    const outside = boundary.kind !== "none" && boundary.x.length === 0;
    const text = outside ? say("plane.outside", { boundary: within }) : within;
    const isValue = study.get("outputs").kind === "value";
    parts.push(
      say(isValue ? "plane.boundary_at" : "plane.boundary", { boundary: text, level: number(level) }),
    );
  }
  const held = (study.get("row") ?? []).length - axes.length;
  if (held > 0) parts.push(say("plane.held", { n: held }));
  // At a small size the decimal matters.
  const ess = frame.ess < 100 ? number(frame.ess) : count(frame.ess);
  parts.push(say("readout.size", { size: ess, samples: count(sweep.samples) }));
  return parts.join(" · ");
}
