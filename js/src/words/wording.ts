// Sentences that several views share.

import type { Bar, Frame, Sweep } from "../model/frames";
import { isShapley } from "../model/methods";
import type { StudyModel } from "../model/study_model";
import { say, type TextId } from "../texts/catalogue";
import { aligned, magnitude, score, weight } from "./format";

export type What = "weight" | "contribution" | "slope";

/** What a bar is: features that are on or off have weights; numbers contributions or slopes; Shapley values share out. */
export function whatOf(study: StudyModel): What {
  if (isShapley(study)) return "contribution";
  if (!hasNumbers(study.get("features").units)) return "weight";
  return study.get("effect") === "slope" ? "slope" : "contribution";
}

/** What a bar is, in a word. */
export function whatText(study: StudyModel): string {
  return say(whats[whatOf(study)]);
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
export function fitText({ exact, folds }: Sweep, frame: Frame): string {
  return say(exact ? "fit" : folds > 0 ? "fit.folds" : "fit.left_out", {
    score: score(frame.score),
    loo: score(frame.looScore),
  });
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
  let sentence = say("bar", { name, what: say(whats[what]), weight: weight(bar.weight, largest) });
  if (measure.logistic) sentence = say("bar.log_odds", { sentence });
  if (exact) sentence = say("bar.exact", { sentence });
  else if (half !== undefined) {
    const [low, high] = [aligned(bar.weight - half, largest), aligned(bar.weight + half, largest)];
    sentence = say("bar.interval", { sentence, low, high });
  }
  if (output !== "") sentence = say("bar.output", { sentence, output });
  return withSlope(sentence, bar, measure);
}

/** Add "; slope +0.19 per standard deviation, +0.004 per unit" for a number. */
function withSlope(
  sentence: string,
  { feature, weight: drawn, slope }: Bar,
  { what, units }: Measure,
): string {
  const unit = units[feature] ?? 0;
  if (unit === 0) return sentence;
  const whole = slope ?? drawn;
  const values = { sentence, slope: signed(whole), each: signed(whole / unit) };
  if (what === "slope") return unit === 1 ? sentence : say("bar.unit", values);
  return say(unit === 1 ? "bar.slope" : "bar.slope_scaled", values);
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
    const whose = names.length < 2 ? say("side.value") : say("quoted", { name });
    return [say("side.slope_lowers", { whose }), say("side.slope_raises")];
  }
  if (kind === "probability") return [say("side.less", { name }), say("side.more")];
  if (kind === "score") return [say("side.score_lowers", { name }), say("side.score_raises")];
  const what = names.length < 2 ? say("side.value") : name;
  return [say("side.lowers", { what }), say("side.raises", { what })];
}

export function nameOf(study: StudyModel, output: number): string {
  return study.get("outputs").names[output] ?? say("output.unnamed", { output: String(output) });
}

const unitIds: Readonly<Record<string, TextId>> = {
  word: "unit.word",
  character: "unit.character",
  sentence: "unit.sentence",
  ngram: "unit.ngram",
};
/** The texts for it. */
export const whats = {
  weight: "what.weight",
  contribution: "what.contribution",
  slope: "what.slope",
} as const;

/** Name the units of a text, in the singular and the plural. */
export function unitsOf(study: StudyModel): readonly [string, string] {
  const id = unitIds[String(study.parameter("unit"))] ?? "unit.other";
  return [say(id, { n: 1 }), say(id, { n: 2 })];
}

export interface Subject {
  /** The explained instance. */
  one: string;
  /** The inputs of the model. */
  many: string;
}

export function subjectOf(study: StudyModel): Subject {
  const has = (name: "image" | "text") => (study.get(name) ?? null) !== null;
  const id = has("image") ? "subject.image" : has("text") ? "subject.text" : "subject.row";
  return { one: say(id, { n: 1 }), many: say(id, { n: 2 }) };
}

/** Return "Point at a word for its weight", and with a kernel also the effect of a click. */
export function hint(study: StudyModel, point: string, press: string): string {
  return study.live ? point + press : say("point.only", { point });
}

/** The sentence for a view without a frame. */
export function emptySentence(study: StudyModel): string {
  return study.get("status") === "failed" || !study.live ? say("empty") : say("empty.waiting");
}
