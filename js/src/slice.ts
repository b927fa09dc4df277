// The black box along one column or over two, the rest held at the instance, as the kernel sends it: what the curve
// and the plane are drawn on.
import { decode, type WireArray } from "./codec";
import { failureOf } from "./failure";
import { type Frames, type Mirror, type Model, watchTraits } from "./mirror";
import { isSame } from "./parts";
import type { Plot } from "./plot";
import { emptySentence } from "./wording";

/** A slice as it arrives; lime_widgets/widgets/sliced.py makes it. */
export interface WireSlice {
  generation: number;
  output: number;
  axes: WireAxis[];
  /** What the model answers for the explained output, the first axis slowest; null where it could not be asked. */
  values: WireArray | null;
  /** Why not. */
  error: string | null;
  /** Of one axis, how far each place is from the instance. */
  distance: WireArray | null;
  /** Of one axis, where the samples lie along it. */
  samples: WireArray | null;
}

export interface WireAxis {
  name: string;
  /** The column's place in `frames.codes`. */
  place: number;
  low: number;
  high: number;
  values: WireArray;
  features: readonly number[];
  z: WireArray;
  integer: boolean;
  step: number;
}

export interface Axis {
  name: string;
  place: number;
  low: number;
  high: number;
  values: Float64Array;
  /** The interpretable features that move along it, and their values there, feature by feature. */
  features: readonly number[];
  z: Float64Array;
  integer: boolean;
  /** The least step that a hand can make. */
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

/** The decoded slice; null until the model has answered. What is sent again as it was is the very same slice. */
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

/** While a slice is along another row, and a new one is asked for, its figures are grayed by the style sheet. */
export function followFormer(model: Model, plots: readonly Plot[], signal: AbortSignal): void {
  const follow = () => {
    for (const { surface } of plots)
      surface.parentElement?.classList.toggle("lw-former-slice", model.get("former") === true);
  };
  watchTraits(model, ["former"], signal, follow);
  // Only with a size it stands in its figure.
  for (const plot of plots) plot.onSize(follow);
}

/** What stands in the way of drawing a slice; empty where nothing does. */
export function lackOf(mirror: Mirror, slice: Slice | null, along: string): string {
  const failure = failureOf(mirror);
  if (failure !== "" || mirror.get("frames") === null) return failure || emptySentence(mirror);
  if (slice === null)
    return mirror.live
      ? `Evaluating the model along ${along}…`
      : `The model was not evaluated along ${along}.`;
  if (slice.values === null)
    return `The model could not be evaluated along ${along}. ${slice.error ?? ""}`.trim();
  return "";
}

const codes = new WeakMap<Frames, Float64Array>();

/** The instance's value on an axis, of the explanation that is drawn; not a number where it has none. */
export function standsAt(frames: Frames | null, axis: Axis): number {
  if (frames?.codes === undefined || frames.codes === null) return Number.NaN;
  let found = codes.get(frames);
  if (found === undefined) {
    found = decode(frames.codes, "f8");
    codes.set(frames, found);
  }
  return found[axis.place] ?? Number.NaN;
}

/** The nearest value that the axis has under a hand: within its ends, and a whole number where the column has those. */
export function settle(axis: Axis, value: number): number {
  const within = Math.min(axis.high, Math.max(axis.low, value));
  if (!axis.integer) return within;
  return Math.min(Math.floor(axis.high), Math.max(Math.ceil(axis.low), Math.round(within)));
}

/** What `along` is at `value`, between its places on a straight line. */
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
