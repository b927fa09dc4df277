// The surrogates of the compared widths as curves along one feature, with their numbers.

import { sweepOf } from "../../model/frames";
import type { Frames } from "../../model/wire";
import { additiveOf, curveOf, placeOf, straightOf } from "../slices/additive";
import type { Axis } from "../slices/slice";
import type { Compared } from "./compare";
import type { ComparedWidth } from "./widths";

export interface Line extends Compared {
  /** Its predictions along the axis; null while unknown. */
  y: Float64Array | null;
}

/** Return the surrogate of a kernel width along an axis. */
export function lineOf(frames: Frames | null, axis: Axis | undefined, compared: ComparedWidth): Line {
  const none = { compared, found: null, slope: null, y: null };
  const sweep = sweepOf(frames);
  const place = sweep === null ? null : placeOf(sweep, compared.width);
  // The current width uses the nearest frame, as in every view. An added width waits for its own frame.
  if (frames === null || sweep === null || place === null || !(place.exact || compared.current)) return none;
  const { t } = place;
  const found = {
    answer: sweep.localPrediction[t] ?? Number.NaN,
    score: sweep.score[t] ?? Number.NaN,
    ess: sweep.ess[t] ?? Number.NaN,
  };
  const surrogate = axis === undefined ? null : additiveOf(frames, t, [axis]);
  const part = surrogate?.parts[0];
  if (surrogate === null || axis === undefined || part === undefined) return { ...none, found };
  return { compared, found, slope: straightOf(axis, part)?.slope ?? null, y: curveOf(surrogate) };
}

/** Return the range of the answers' axis: all answers of the model, each surrogate at the instance, and a margin. */
export function endsOf(values: Float32Array | null, lines: readonly Line[], below: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const hold = (each: number) => {
    if (each < low) low = each;
    if (each > high) high = each;
  };
  values?.forEach(hold);
  for (const { found } of lines) if (found !== null && Number.isFinite(found.answer)) hold(found.answer);
  if (low > high) return [0, 1];
  const span = high - low || Math.abs(high) || 1;
  // The band of weights and the samples lie below the lowest answer.
  return [low - below * span, high + 0.06 * span];
}
