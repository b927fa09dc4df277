// The surrogate along the axes of a slice. The surrogate is a sum over features behind a link function. Over two axes
// it is a constant plus one curve for each axis: g(u, v) = link⁻¹(base + first(u) + second(v)).
import { decode } from "../../model/codec";
import { type Sweep, sameWidth, sweepOf } from "../../model/frames";
import type { Frames } from "../../model/wire";
import type { Axis } from "./slice";

export interface Additive {
  /** On the scale of the weights: the prediction itself, or log-odds. */
  base: number;
  /** The contribution of each axis at each of its values, on the same scale. */
  parts: Float64Array[];
  logistic: boolean;
}

interface Fixed {
  intercept: Float32Array;
  at: Float64Array;
}

const fixed = new WeakMap<Frames, Fixed | null>();

function fixedOf(frames: Frames): Fixed | null {
  const known = fixed.get(frames);
  if (known !== undefined) return known;
  const found = frames.at ? { intercept: decode(frames.intercept, "f4"), at: decode(frames.at, "f8") } : null;
  fixed.set(frames, found);
  return found;
}

/** Return the surrogate of frame `t` along `axes`, or null where the kernel did not send the instance's position. */
export function additiveOf(frames: Frames, t: number, axes: readonly Axis[]): Additive | null {
  const sweep = sweepOf(frames);
  const { intercept, at } = fixedOf(frames) ?? {};
  if (sweep === null || intercept === undefined || at === undefined) return null;
  let base = (intercept[t] ?? Number.NaN) + frames.rest;
  const parts = axes.map(({ values }) => new Float64Array(values.length));
  for (let k = t * sweep.size; k < (t + 1) * sweep.size; k += 1) {
    const feature = sweep.features[k] ?? -1;
    const coef = sweep.coef[k] ?? 0;
    if (feature < 0) continue;
    let moves = false;
    axes.forEach(({ features, z, values }, a) => {
      const row = features.indexOf(feature);
      if (row < 0) return;
      moves = true;
      const part = parts[a] as Float64Array;
      for (let i = 0; i < part.length; i += 1) {
        part[i] = (part[i] ?? 0) + coef * (z[row * values.length + i] ?? Number.NaN);
      }
    });
    if (!moves) base += coef * (at[feature] ?? Number.NaN);
  }
  return { base, parts, logistic: frames.surrogate === "logistic" };
}

/**
 * Return the position of the sweep's width nearest to `width`, and whether the two are equal. Null for an empty
 * sweep.
 */
export function placeOf({ widths }: Sweep, width: number): { t: number; exact: boolean } | null {
  let [t, least] = [-1, Number.POSITIVE_INFINITY];
  widths.forEach((each, k) => {
    const ratio = Math.abs(Math.log(each / width));
    if (ratio < least) [t, least] = [k, ratio];
  });
  return t < 0 ? null : { t, exact: sameWidth(widths[t] ?? Number.NaN, width) };
}

/** Convert a value on the scale of the weights to a prediction. */
export function answerOf({ logistic }: Pick<Additive, "logistic">, link: number): number {
  return logistic ? 1 / (1 + Math.exp(-link)) : link;
}

/** Convert a prediction to the scale of the weights. */
export function linkOf({ logistic }: Pick<Additive, "logistic">, answer: number): number {
  return logistic ? Math.log(answer / (1 - answer)) : answer;
}

/** Return the surrogate's predictions along its only axis. */
export function curveOf(surrogate: Additive): Float64Array {
  const { base, parts } = surrogate;
  return (parts[0] ?? new Float64Array()).map((part) => answerOf(surrogate, base + part));
}

/** A straight line a + b·u. */
export interface Straight {
  intercept: number;
  slope: number;
}

/**
 * Fit the line that `part` follows along its axis, in the column's unit. Return null where `part` is not linear, for
 * example where the features are bins.
 */
export function straightOf({ values }: Axis, part: Float64Array): Straight | null {
  const last = values.length - 1;
  const [from = 0, to = 0] = [values[0], values[last]];
  const [first = 0, end = 0] = [part[0], part[last]];
  if (last < 1 || !(to > from)) return null;
  const slope = (end - first) / (to - from);
  const size = part.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const off = (each: number, i: number) => Math.abs(each - first - slope * ((values[i] ?? 0) - from));
  const straight = part.every((each, i) => off(each, i) <= 1e-9 * size);
  return straight ? { intercept: first - slope * from, slope } : null;
}
