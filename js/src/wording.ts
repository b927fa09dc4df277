// The sentences that several views say alike.
import { aligned, magnitude, weight } from "./format";
import type { Bar, Frame, Sweep } from "./frames";
import type { Mirror } from "./mirror";
import { z95 } from "./scale";

/** What a chart of weights is drawn against. */
export interface Measure {
  /** The largest size of a weight in the frame. */
  largest: number;
  /** The explained output's name; empty when there is but one and it needs no naming. */
  output: string;
  exact: boolean;
}

export function measureOf(mirror: Mirror, sweep: Sweep, frame: Frame): Measure {
  const largest = frame.bars.reduce((most, bar) => Math.max(most, Math.abs(bar.weight)), 0);
  const { names, kind } = mirror.get("outputs");
  const alone = kind === "value" && names.length < 2;
  return { largest, output: alone ? "" : nameOf(mirror, sweep.output), exact: sweep.exact };
}

/** Half the width of the 95 % interval; undefined where the weight has none. */
export function spreadOf({ stderr }: Bar, { exact }: Measure): number | undefined {
  return exact || !Number.isFinite(stderr) ? undefined : z95 * stderr;
}

/** An interval that holds nought leaves even the sign open. */
export function isUnsure(bar: Bar, measure: Measure): boolean {
  const half = spreadOf(bar, measure);
  return half !== undefined && Math.abs(bar.weight) <= half;
}

/** "temp > 20.4: weight +0.410, 95 % interval 0.351 to 0.469, for low" */
export function weightSentence(bar: Bar, name: string, measure: Measure): string {
  const { largest, output, exact } = measure;
  const half = spreadOf(bar, measure);
  const [low, high] = [bar.weight - (half ?? 0), bar.weight + (half ?? 0)];
  const interval =
    half === undefined ? "" : `, 95 % interval ${aligned(low, largest)} to ${aligned(high, largest)}`;
  const sure = exact ? ", exact" : interval;
  return `${name}: weight ${weight(bar.weight, largest)}${sure}${output === "" ? "" : `, for ${output}`}`;
}

/** "±0.059", or nothing where there is no error. */
export function spreadText(bar: Bar, measure: Measure): string {
  const half = spreadOf(bar, measure);
  return half === undefined ? "" : `±${magnitude(half, measure.largest)}`;
}

/** The effect of a negative and of a positive weight, for example 'less likely "spam"' and 'more likely'. */
export function sidesOf(mirror: Mirror, output: number): [string, string] {
  const { names, kind } = mirror.get("outputs");
  const name = nameOf(mirror, output);
  if (kind === "probability") return [`less likely "${name}"`, "more likely"];
  if (kind === "score") return [`lowers the score of "${name}"`, "raises it"];
  const what = names.length < 2 ? "the value" : name;
  return [`lowers ${what}`, `raises ${what}`];
}

export function nameOf(mirror: Mirror, output: number): string {
  return mirror.get("outputs").names[output] ?? `output ${output}`;
}

const units: Readonly<Record<string, readonly [string, string]>> = {
  word: ["word", "words"],
  character: ["character", "characters"],
  sentence: ["sentence", "sentences"],
  ngram: ["phrase", "phrases"],
};

/** What a text is taken apart into: one of it, and many. */
export function unitsOf(mirror: Mirror): readonly [string, string] {
  return units[String(mirror.parameter("unit"))] ?? ["unit", "units"];
}

export interface Subject {
  /** What is explained. */
  one: string;
  /** What the model is asked about. */
  many: string;
}

export function subjectOf(mirror: Mirror): Subject {
  if ((mirror.get("image") ?? null) !== null) return { one: "image", many: "images" };
  const text = (mirror.get("text") ?? null) !== null;
  return text ? { one: "text", many: "texts" } : { one: "row", many: "rows" };
}

/** "Point at a word for its weight": and what a click on it does, where there is a kernel that answers. */
export function hint(mirror: Mirror, point: string, press: string): string {
  return mirror.live ? point + press : `${point}. Not connected to a kernel.`;
}

/** What stands where there is no frame to draw. */
export function emptySentence(mirror: Mirror): string {
  return mirror.get("status") === "failed" || !mirror.live
    ? "There is no explanation yet."
    : "Waiting for the model's answers…";
}
