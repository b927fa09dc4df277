// The samples as points: their positions, weights and painting order.
import { decode } from "../../model/codec";
import { weightsOf } from "../../model/kernel";
import { proposalOf } from "../../model/samples";
import type { Brush, Samples, Cloud as WireCloud } from "../../model/wire";

export interface Points {
  n: number;
  distances: Float32Array;
  answers: Float32Array;
  /** The surrogate's predictions for the samples; null until the kernel sends them. */
  fitted: Float32Array | null;
  /** The number of samples each row represents. */
  counts: Float32Array | null;
  /** Weights of a custom kernel. */
  customWeights: Float32Array | null;
  /** The logarithm of how densely each row was drawn; null where all are alike. */
  logProposal: Float32Array | null;
  /** The farthest first, so that samples with large weights lie on top. */
  order: Uint32Array;
  /** Horizontal positions: the distances. A small number of distinct distances is spread out. */
  across: Float64Array;
  /** The spread to each side of each distance; null where nothing is spread. */
  rooms: ReadonlyMap<number, number> | null;
}

export type Against = "prediction" | "residual" | "data";

/** For a table: how far samples and training rows lie from the training data. */
export interface Cloud {
  /** The distance within which 99 % of the training rows lie. */
  edge: number;
  samples: Float32Array;
  training: { across: Float32Array; up: Float32Array };
}

export function cloudFrom(wire: WireCloud | null): Cloud | null {
  return (
    wire && {
      edge: wire.edge,
      samples: decode(wire.samples, "f4"),
      training: { across: decode(wire.training_distance, "f4"), up: decode(wire.training, "f4") },
    }
  );
}

/** Up to this number of distinct distances, the points form columns that are spread to show single points. */
const fewDistances = 48;

export function pointsOf(samples: Samples): Points {
  const distances = decode(samples.distance, "f4");
  const { fitted } = samples;
  const order = Uint32Array.from(distances.keys()).sort((a, b) => (distances[b] ?? 0) - (distances[a] ?? 0));
  const rooms = roomsOf(distances);
  return {
    n: samples.n,
    distances,
    answers: decode(samples.y, "f4"),
    fitted: fitted === null || fitted === undefined ? null : decode(fitted.values, "f4"),
    counts: samples.counts === null ? null : decode(samples.counts, "f4"),
    customWeights: samples.weights === null ? null : decode(samples.weights, "f4"),
    logProposal: proposalOf(samples),
    order,
    across: spread(distances, rooms),
    rooms,
  };
}

/** Return the vertical positions: answers, residuals or distances from the data. Null while these are unknown. */
export function upOf(
  { answers, fitted, n }: Points,
  against: Against,
  cloud: Cloud | null = null,
): Float64Array | null {
  if (against === "data") return cloud?.samples.length === n ? Float64Array.from(cloud.samples) : null;
  if (against === "prediction") return Float64Array.from(answers);
  return fitted === null
    ? null
    : Float64Array.from(answers, (answer, i) => answer - (fitted[i] ?? Number.NaN));
}

/** Return the weight of each row at `width`, times the samples that it represents. */
export function weighed(
  { distances, counts, customWeights, logProposal }: Points,
  kernel: string,
  width: number,
): Float64Array | Float32Array {
  const weights = customWeights ?? weightsOf(distances, kernel, width, logProposal);
  return counts === null ? weights : weights.map((each, i) => each * (counts[i] ?? 1));
}

/** At most a third of the way to the nearest other distance, and a small part of the axis. Null for many distances. */
function roomsOf(distances: Float32Array): Map<number, number> | null {
  const found = new Set<number>();
  for (const each of distances) {
    found.add(each);
    if (found.size > fewDistances || 4 * found.size > distances.length) return null;
  }
  const levels = Float64Array.from(found).sort();
  const most = 0.015 * ((levels.at(-1) ?? 0) - (levels[0] ?? 0));
  return new Map(
    Array.from(levels, (level, k) => {
      const before = level - (levels[k - 1] ?? Number.NEGATIVE_INFINITY);
      const after = (levels[k + 1] ?? Number.POSITIVE_INFINITY) - level;
      return [level, Math.min(before / 3, after / 3, most)] as const;
    }),
  );
}

/** Spread points reproducibly. The first, which is the instance among samples, keeps its own place. */
export function spread(distances: Float32Array, rooms: ReadonlyMap<number, number> | null): Float64Array {
  // Multiples of the golden ratio fill an interval evenly for any count.
  const place = (i: number) => (i === 0 ? 0 : 2 * ((i * 0.6180339887498949) % 1) - 1);
  return Float64Array.from(distances, (each, i) => each + place(i) * (rooms?.get(each) ?? 0));
}

/** Move the end of a brush out of a column of points that it would cut. */
export function clearOf(rooms: ReadonlyMap<number, number> | null, end: number): number {
  for (const [level, room] of rooms ?? []) {
    if (Math.abs(end - level) < room) return end < level ? level - room : level + room;
  }
  return end;
}

/** The content of a brush, or of the whole plot. */
export interface Selection {
  rows: number;
  /** Share of the total weight. */
  share: number;
  /** Weighted mean residual; NaN while unknown. */
  residual: number;
}

export function selectionOf(
  points: Points,
  weights: ArrayLike<number>,
  up: Float64Array,
  brush: Brush | null,
): Selection {
  const { answers, fitted, n, counts } = points;
  let [rows, total, inside, left] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const weight = weights[i] as number;
    total += weight;
    // An instance that is not one of the samples is only displayed.
    if (counts?.[i] === 0) continue;
    if (brush !== null && !isInside(points, up, brush, i)) continue;
    rows += 1;
    inside += weight;
    left += weight * ((answers[i] as number) - (fitted?.[i] ?? Number.NaN));
  }
  return { rows, share: total > 0 ? inside / total : 0, residual: inside > 0 ? left / inside : Number.NaN };
}

export function isInside({ distances }: Points, up: Float64Array, { x, y }: Brush, row: number): boolean {
  const [across, height] = [distances[row] as number, up[row] as number];
  return across >= x[0] && across <= x[1] && height >= y[0] && height <= y[1];
}
