// The sweep: explanations on a grid of kernel widths. A view decodes each publication once and selects the frame of
// the current width. Nothing here computes an explanation.
import { decode } from "./codec";
import type { DoubtName, Frames } from "./wire";

export interface Sweep {
  generation: number;
  samples: number;
  rows: number;
  /** Every mask was evaluated, so the weights have no sampling error. */
  exact: boolean;
  output: number;
  /** Features in a frame. */
  size: number;
  widths: Float64Array;
  logWidths: Float64Array;
  features: Int32Array;
  coef: Float32Array;
  stderr: Float32Array;
  score: Float32Array;
  ess: Float32Array;
  localPrediction: Float32Array;
  /** For each doubt that arises, 1 at the widths where it does. */
  doubts: Partial<Record<DoubtName, Uint8Array>>;
}

export interface Bar {
  feature: number;
  weight: number;
  /** Not finite where the engine gave none. */
  stderr: number;
}

export interface Frame {
  width: number;
  /** True when the sweep has no frame of the requested width, and this is the nearest. */
  stale: boolean;
  bars: Bar[];
  score: number;
  ess: number;
  localPrediction: number;
  /** The names of the doubts that arise. */
  doubts: DoubtName[];
}

const decoded = new WeakMap<Frames, Sweep>();

/** Return the decoded sweep of a publication; null before the first answer. */
export function sweepOf(frames: Frames | null): Sweep | null {
  if (frames === null || frames === undefined) return null;
  const known = decoded.get(frames);
  if (known !== undefined) return known;
  const widths = decode(frames.kernel_width, "f8");
  const sweep: Sweep = {
    generation: frames.generation,
    samples: frames.n_samples,
    rows: frames.n_rows,
    exact: frames.exact,
    output: frames.output,
    size: frames.features.shape[1] ?? 0,
    widths,
    logWidths: widths.map(Math.log),
    features: decode(frames.features, "i4"),
    coef: decode(frames.coef, "f4"),
    stderr: decode(frames.stderr, "f4"),
    score: decode(frames.score, "f4"),
    ess: decode(frames.ess, "f4"),
    localPrediction: decode(frames.local_prediction, "f4"),
    doubts: Object.fromEntries(
      Object.entries(frames.doubts).map(([name, where]) => [name, decode(where, "u1")]),
    ),
  };
  decoded.set(frames, sweep);
  return sweep;
}

/** Two widths are equal when they differ by rounding only. */
export function sameWidth(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-9 * Math.min(Math.abs(a), Math.abs(b));
}

/** Return the frame nearest to `width` on a log scale; null when the sweep is empty. */
export function frameAt(sweep: Sweep, width: number): Frame | null {
  const wanted = Math.log(width);
  let nearest = 0;
  let distance = Number.POSITIVE_INFINITY;
  // A width set from code may stand anywhere in the sweep, so assume no order.
  sweep.logWidths.forEach((log, t) => {
    const d = Math.abs(log - wanted);
    if (d < distance) [nearest, distance] = [t, d];
  });
  const frame = frameOf(sweep, nearest);
  return frame === null ? null : { ...frame, stale: !sameWidth(frame.width, width) };
}

/** Return every frame of the sweep. */
export function framesOf(sweep: Sweep): Frame[] {
  return [...sweep.widths.keys()].flatMap((t) => frameOf(sweep, t) ?? []);
}

function frameOf(sweep: Sweep, t: number): Frame | null {
  const width = sweep.widths[t];
  if (width === undefined) return null;
  return {
    width,
    stale: false,
    bars: barsOf(sweep, t),
    score: sweep.score[t] ?? Number.NaN,
    ess: sweep.ess[t] ?? Number.NaN,
    localPrediction: sweep.localPrediction[t] ?? Number.NaN,
    doubts: (Object.keys(sweep.doubts) as DoubtName[]).filter((name) => sweep.doubts[name]?.[t] === 1),
  };
}

function barsOf(sweep: Sweep, t: number): Bar[] {
  const bars: Bar[] = [];
  for (let i = t * sweep.size; i < (t + 1) * sweep.size; i += 1) {
    const feature = sweep.features[i] ?? -1;
    // A selection of fewer features pads its frame with -1.
    if (feature < 0) continue;
    bars.push({ feature, weight: sweep.coef[i] ?? 0, stderr: sweep.stderr[i] ?? Number.NaN });
  }
  return bars;
}

const largest = new WeakMap<Sweep, number>();

/** Return the largest absolute weight in any frame. */
export function largestWeight(sweep: Sweep | null): number {
  if (sweep === null) return 0;
  const known = largest.get(sweep) ?? sweep.coef.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  largest.set(sweep, known);
  return known;
}
