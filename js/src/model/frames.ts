// The sweep: explanations on a grid of kernel widths. A view decodes each publication once and selects the frame of
// the current width. Nothing here computes an explanation.
import { decode } from "./codec";
import type { DoubtName, Frames, Reason } from "./wire";

export interface Sweep {
  generation: number;
  samples: number;
  rows: number;
  /** The folds of a cross-validation in the place of leaving each sample out, or 0. */
  folds: number;
  /** Every mask was evaluated, so the weights have no sampling error. */
  exact: boolean;
  output: number;
  /** Features in a frame. */
  size: number;
  widths: Float64Array;
  logWidths: Float64Array;
  features: Int32Array;
  coef: Float32Array;
  /** Half widths of the 95 % intervals. */
  interval: Float32Array;
  score: Float32Array;
  /** R² of samples that are left out of the fit. */
  looScore: Float32Array;
  fidelity: Float32Array;
  shrinkage: Float32Array;
  /** 0 good, 1 fair, 2 poor. */
  grade: Uint8Array;
  /** The instance's value of each feature; null where every feature is on. */
  at: Float64Array | null;
  /** The weights behind `coef` where that holds contributions. */
  slopes: Float32Array | null;
  ess: Float32Array;
  localPrediction: Float32Array;
  intercept: Float32Array;
  /** The sentences that say why, and the index of the one at each width. */
  why: { sentences: string[]; at: Int32Array };
  /** For each doubt that arises, its reasons and the place of the one at each width, from 1. */
  doubts: Partial<Record<DoubtName, { reasons: Reason[]; at: Uint8Array }>>;
}

export interface Bar {
  feature: number;
  /** The contribution or the weight, whichever is drawn. */
  weight: number;
  /** Half of the 95 % interval; not finite where the engine gave none. */
  interval: number;
  /** The weight per unit of the feature, where `weight` is a contribution of another size. */
  slope: number | undefined;
}

export interface Frame {
  width: number;
  /** True when the sweep has no frame of the requested width, and this is the nearest. */
  stale: boolean;
  bars: Bar[];
  score: number;
  looScore: number;
  fidelity: number;
  shrinkage: number;
  grade: number;
  ess: number;
  localPrediction: number;
  intercept: number;
  why: string;
  /** The names of the doubts that arise, and their reasons. */
  doubts: DoubtName[];
  reasons: Reason[];
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
    folds: frames.folds ?? 0,
    output: frames.output,
    size: frames.features.shape[1] ?? 0,
    widths,
    logWidths: widths.map(Math.log),
    features: decode(frames.features, "i4"),
    coef: decode(frames.coef, "f4"),
    interval: decode(frames.interval, "f4"),
    score: decode(frames.score, "f4"),
    looScore: decode(frames.loo_score, "f4"),
    fidelity: decode(frames.fidelity, "f4"),
    shrinkage: decode(frames.shrinkage, "f4"),
    grade: decode(frames.grade, "u1"),
    at: frames.at === undefined ? null : decode(frames.at, "f8"),
    slopes: null,
    ess: decode(frames.ess, "f4"),
    localPrediction: decode(frames.local_prediction, "f4"),
    intercept: decode(frames.intercept, "f4"),
    why: { sentences: frames.why.sentences, at: decode(frames.why.at, "i4") },
    doubts: Object.fromEntries(
      Object.entries(frames.doubts).map(([name, { reasons, at }]) => [
        name,
        { reasons, at: decode(at, "u1") },
      ]),
    ),
  };
  decoded.set(frames, sweep);
  return sweep;
}

const contributing = new WeakMap<Sweep, Sweep>();

/** Return the sweep with contributions, weight times the instance's value, in place of weights. */
export function contributionsOf(sweep: Sweep): Sweep {
  const { at, features, coef, interval } = sweep;
  if (at === null) return sweep;
  const known = contributing.get(sweep);
  if (known !== undefined) return known;
  const value = (i: number) => at[features[i] ?? -1] ?? 0;
  const made: Sweep = {
    ...sweep,
    coef: coef.map((each, i) => each * value(i)),
    interval: interval.map((each, i) => each * Math.abs(value(i))),
    slopes: coef,
  };
  contributing.set(sweep, made);
  return made;
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
  const at = (values: ArrayLike<number>) => values[t] ?? Number.NaN;
  const doubts = Object.entries(sweep.doubts).filter(([, doubt]) => (doubt.at[t] ?? 0) > 0);
  return {
    width,
    stale: false,
    bars: barsOf(sweep, t),
    score: at(sweep.score),
    looScore: at(sweep.looScore),
    fidelity: at(sweep.fidelity),
    shrinkage: at(sweep.shrinkage),
    grade: at(sweep.grade),
    ess: at(sweep.ess),
    localPrediction: at(sweep.localPrediction),
    intercept: at(sweep.intercept),
    why: sweep.why.sentences[sweep.why.at[t] ?? 0] ?? "",
    doubts: doubts.map(([name]) => name as DoubtName),
    reasons: doubts.flatMap(([, { reasons, at: place }]) => reasons[(place[t] ?? 0) - 1] ?? []),
  };
}

function barsOf(sweep: Sweep, t: number): Bar[] {
  const bars: Bar[] = [];
  for (let i = t * sweep.size; i < (t + 1) * sweep.size; i += 1) {
    const feature = sweep.features[i] ?? -1;
    // A selection of fewer features pads its frame with -1.
    if (feature < 0) continue;
    const [weight, slope] = [sweep.coef[i] ?? 0, sweep.slopes?.[i]];
    const own = slope === weight ? undefined : slope;
    bars.push({ feature, weight, interval: sweep.interval[i] ?? Number.NaN, slope: own });
  }
  if (sweep.slopes !== null) bars.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return bars;
}
