// The black box along one column or over two, with the other columns fixed at the instance. The kernel sends it; the
// curve and the plane draw it.

import { decode } from "../../model/codec";
import { type Model, type StudyModel, watchTraits } from "../../model/study_model";
import type { Frames, WireArray, WireAxis, WireSlice } from "../../model/wire";
import { isSame } from "../../plot/parts";
import type { Plot } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { failureOf } from "../../words/failure";
import { emptySentence } from "../../words/wording";

export interface Axis {
  name: string;
  place: number;
  low: number;
  high: number;
  values: Float64Array;
  /** The interpretable features that change along it, and their values, feature by feature. */
  features: readonly number[];
  z: Float64Array;
  integer: boolean;
  /** The smallest step by hand. */
  step: number;
}

export interface Slice {
  output: number;
  axes: Axis[];
  values: Float32Array | null;
  error: string | null;
  distance: Float32Array | null;
  samples: Float32Array | null;
}

const last = new WeakMap<Model, { wire: WireSlice; slice: Slice }>();

/** Return the decoded slice; null until the model has answered. Data sent again unchanged give the same object. */
export function sliceOf(model: Model): Slice | null {
  const wire = model.get("slice") as WireSlice | null | undefined;
  if (wire === null || wire === undefined) return null;
  const known = last.get(model);
  if (known?.wire === wire) return known.slice;
  const { output, axes, values, distance, samples } = wire;
  const found: Slice = {
    output,
    axes: axes.map(axisOf),
    values: maybe(values),
    error: wire.error ?? null,
    distance: maybe(distance),
    samples: maybe(samples),
  };
  const slice = known !== undefined && isSame(known.slice, found) ? known.slice : found;
  last.set(model, { wire, slice });
  return slice;
}

function maybe(wire: WireArray | null): Float32Array | null {
  return wire === null ? null : decode(wire, "f4");
}

function axisOf({ name, place, low, high, values, features, z, integer, step }: WireAxis): Axis {
  return {
    name,
    place,
    low,
    high,
    values: decode(values, "f8"),
    features,
    z: decode(z, "f8"),
    integer,
    step: step > 0 ? step : (high - low) / 200,
  };
}

/** Gray out the figures by the style sheet while the slice is of an earlier row. */
export function followFormer(model: Model, plots: readonly Plot[], signal: AbortSignal): void {
  const follow = () => {
    for (const { surface } of plots)
      surface.parentElement?.classList.toggle("lw-former-slice", model.get("former") === true);
  };
  watchTraits(model, ["former"], signal, follow);
  // A plot joins its figure only when it has a size.
  for (const plot of plots) plot.onSize(follow);
}

/** Return the reason why a slice cannot be drawn, or an empty string. */
export function missingReasonOf(study: StudyModel, slice: Slice | null, along: string): string {
  const failure = failureOf(study);
  if (failure !== "" || study.get("frames") === null) return failure || emptySentence(study);
  if (slice === null)
    return study.live ? say("slice.evaluating", { along }) : say("slice.not_evaluated", { along });
  if (slice.values === null)
    return slice.error === null
      ? say("slice.failed", { along })
      : say("slice.failed_why", { along, why: slice.error });
  return "";
}

const codes = new WeakMap<Frames, Float64Array>();

/** Return the explained instance's value on an axis; NaN where it is missing. */
export function standsAt(frames: Frames | null, axis: Axis): number {
  if (frames?.codes === undefined || frames.codes === null) return Number.NaN;
  let found = codes.get(frames);
  if (found === undefined) {
    found = decode(frames.codes, "f8");
    codes.set(frames, found);
  }
  return found[axis.place] ?? Number.NaN;
}

/** Return the nearest valid value on the axis: within its ends, and whole for an integer column. */
export function settle(axis: Axis, value: number): number {
  const within = Math.min(axis.high, Math.max(axis.low, value));
  if (!axis.integer) return within;
  return Math.min(Math.floor(axis.high), Math.max(Math.ceil(axis.low), Math.round(within)));
}

/** Interpolate `along` linearly at `value`. */
export function interpolate(axis: Axis, along: ArrayLike<number>, value: number): number {
  const { values } = axis;
  const last = values.length - 1;
  if (last < 0 || !Number.isFinite(value)) return Number.NaN;
  let [left, right] = [0, last];
  while (right - left > 1) {
    const middle = (left + right) >> 1;
    if ((values[middle] ?? 0) < value) left = middle;
    else right = middle;
  }
  const [from = 0, to = 0] = [values[left], values[right]];
  const [a = Number.NaN, b = Number.NaN] = [along[left], along[right]];
  if (to === from) return b;
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return a + share * (b - a);
}
