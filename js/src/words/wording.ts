// Sentences that several views share.

import type { Bar, Frame, Sweep } from "../model/frames";
import type { StudyModel } from "../model/study_model";
import { aligned, magnitude, score, weight } from "./format";

export type What = "weight" | "contribution" | "slope";

/** What a bar is: features that are on or off have weights, and numbers contributions or slopes. */
export function whatOf(study: StudyModel): What {
  if (!hasNumbers(study.get("features").units)) return "weight";
  return study.get("effect") === "slope" ? "slope" : "contribution";
}

/** The reference of a chart of weights. */
export interface Measure {
  /** The largest absolute weight in the frame. */
  largest: number;
  /** The explained output's name; empty for a single output. */
  output: string;
  exact: boolean;
  /** What a bar is, in a word. */
  what: What;
  /** Whether weights are in log-odds. */
  logistic?: boolean;
  /** The unit of each feature that is a number, 0 for one that is on or off. */
  units: readonly number[];
}

export function measureOf(study: StudyModel, sweep: Sweep, frame: Frame): Measure {
  const largest = frame.bars.reduce((most, bar) => Math.max(most, Math.abs(bar.weight)), 0);
  const { names, kind } = study.get("outputs");
  const alone = kind === "value" && names.length < 2;
  const { units } = study.get("features");
  return {
    largest,
    output: alone ? "" : nameOf(study, sweep.output),
    exact: sweep.exact,
    what: whatOf(study),
    logistic: study.get("frames")?.surrogate === "logistic",
    units,
  };
}

function hasNumbers(units: readonly number[]): boolean {
  return units.some((unit) => unit > 0);
}

/** "R² 0.17, left out 0.15": in the sample, and of samples that are left out of the fit. */
export function fitText({ exact }: Sweep, frame: Frame): string {
  return `R² ${score(frame.score)}${exact ? "" : `, left out ${score(frame.looScore)}`}`;
}

/** Return half the width of the 95 % interval; undefined where the weight has none. */
export function spreadOf({ interval }: Bar, { exact }: Measure): number | undefined {
  return exact || !Number.isFinite(interval) ? undefined : interval;
}

/** Whether the interval contains zero, so that the sign is uncertain. */
export function isUnsure(bar: Bar, measure: Measure): boolean {
  const half = spreadOf(bar, measure);
  return half !== undefined && Math.abs(bar.weight) <= half;
}

/** "temp > 20.4: weight +0.410, 95 % interval 0.351 to 0.469, for low; slope +0.2 per standard deviation" */
export function weightSentence(bar: Bar, name: string, measure: Measure): string {
  const { largest, output, exact, what } = measure;
  const half = spreadOf(bar, measure);
  const [low, high] = [bar.weight - (half ?? 0), bar.weight + (half ?? 0)];
  const interval =
    half === undefined ? "" : `, 95 % interval ${aligned(low, largest)} to ${aligned(high, largest)}`;
  const sure = exact ? ", exact" : interval;
  const whom = output === "" ? "" : `, for ${output}`;
  const unit = measure.logistic ? " in log-odds" : "";
  return `${name}: ${what} ${weight(bar.weight, largest)}${unit}${sure}${whom}${slopeText(bar, measure)}`;
}

/** Return "; slope +0.19 per standard deviation, +0.004 per unit" for a number. */
function slopeText({ feature, weight: drawn, slope }: Bar, { what, units }: Measure): string {
  const unit = units[feature] ?? 0;
  if (unit === 0) return "";
  const whole = slope ?? drawn;
  const each = unit === 1 ? "" : `${signed(whole / unit)} per unit`;
  if (what === "slope") return each === "" ? "" : `; ${each}`;
  return `; slope ${signed(whole)} per ${each === "" ? "unit" : `standard deviation, ${each}`}`;
}

function signed(value: number): string {
  return weight(value, Math.abs(value));
}

/** Return "±0.059", or an empty string where there is no error. */
export function spreadText(bar: Bar, measure: Measure): string {
  const half = spreadOf(bar, measure);
  return half === undefined ? "" : `±${magnitude(half, measure.largest)}`;
}

/** The effect of a negative and of a positive weight, for example 'less likely "spam"' and 'more likely'. */
export function sidesOf(study: StudyModel, output: number): [string, string] {
  const { names, kind } = study.get("outputs");
  const name = nameOf(study, output);
  if (study.get("effect") === "slope" && hasNumbers(study.get("features").units)) {
    const whose = names.length < 2 ? "the value" : `"${name}"`;
    return [`more of it lowers ${whose}`, "more of it raises it"];
  }
  if (kind === "probability") return [`less likely "${name}"`, "more likely"];
  if (kind === "score") return [`lowers the score of "${name}"`, "raises it"];
  const what = names.length < 2 ? "the value" : name;
  return [`lowers ${what}`, `raises ${what}`];
}

export function nameOf(study: StudyModel, output: number): string {
  return study.get("outputs").names[output] ?? `output ${output}`;
}

const units: Readonly<Record<string, readonly [string, string]>> = {
  word: ["word", "words"],
  character: ["character", "characters"],
  sentence: ["sentence", "sentences"],
  ngram: ["phrase", "phrases"],
};

/** Name the units of a text, in the singular and the plural. */
export function unitsOf(study: StudyModel): readonly [string, string] {
  return units[String(study.parameter("unit"))] ?? ["unit", "units"];
}

export interface Subject {
  /** The explained instance. */
  one: string;
  /** The inputs of the model. */
  many: string;
}

export function subjectOf(study: StudyModel): Subject {
  if ((study.get("image") ?? null) !== null) return { one: "image", many: "images" };
  const text = (study.get("text") ?? null) !== null;
  return text ? { one: "text", many: "texts" } : { one: "row", many: "rows" };
}

/** Return "Point at a word for its weight", and with a kernel also the effect of a click. */
export function hint(study: StudyModel, point: string, press: string): string {
  return study.live ? point + press : `${point}. Not connected to a kernel.`;
}

/** The sentence for a view without a frame. */
export function emptySentence(study: StudyModel): string {
  return study.get("status") === "failed" || !study.live
    ? "There is no explanation yet."
    : "Waiting for the model's answers…";
}
