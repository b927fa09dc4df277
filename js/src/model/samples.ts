// The samples of a text as the kernel sends them, one bit for each feature. The perturbed texts are composed here
// from the text, its units and the bits.
import { decode } from "./codec";
import type { Samples, Text, WireArray } from "./wire";

export interface Perturbations {
  n: number;
  p: number;
  output: number;
  generation: number;
  answers: Float32Array;
  distances: Float32Array;
  /** The number of samples each row represents; null where each is one. */
  counts: Float32Array | null;
  /** Weights of a custom kernel; null where the browser knows the kernel. */
  weights: Float32Array | null;
  /** The logarithm of how densely each row was drawn; null where all are alike. */
  logProposal: Float32Array | null;
  /** The number of features that each row keeps. */
  kept: Uint32Array;
  keeps(row: number, feature: number): boolean;
}

export function perturbationsOf(samples: Samples): Perturbations {
  const { n, p, output, generation, counts, weights } = samples;
  const masks = samples.masks === null ? new Uint8Array(0) : decode(samples.masks, "u1");
  const stride = Math.ceil(p / 8);
  const kept = new Uint32Array(n);
  for (let row = 0; row < n; row += 1) {
    let sum = 0;
    for (let i = row * stride; i < (row + 1) * stride; i += 1) sum += bits[masks[i] ?? 0] ?? 0;
    kept[row] = sum;
  }
  return {
    n,
    p,
    output,
    generation,
    answers: decode(samples.y, "f4"),
    distances: decode(samples.distance, "f4"),
    counts: counts === null ? null : decode(counts, "f4"),
    weights: weights === null ? null : decode(weights, "f4"),
    logProposal: proposalOf(samples),
    kept,
    keeps: (row, feature) => (((masks[row * stride + (feature >> 3)] ?? 0) << (feature & 7)) & 0x80) !== 0,
  };
}

/** The logarithm of how densely each sample was drawn; null where all are alike. */
export function proposalOf({ log_proposal }: Samples): Float32Array | null {
  return (log_proposal ?? null) === null ? null : decode(log_proposal as WireArray, "f4");
}

const bits = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** Return the features that `row` leaves out, ascending. */
export function missingOf({ p, keeps }: Perturbations, row: number): number[] {
  return Array.from({ length: p }, (_, feature) => feature).filter((feature) => !keeps(row, feature));
}

/** A stretch of a perturbed text: original text, or the mask that replaces a unit. */
export interface Piece {
  text: string;
  masked: boolean;
  /** The unit that is removed here, or replaced by the mask. */
  gone?: string;
}

/**
 * Compose a perturbed text. With `limit` the pieces end where removed units, masks, and an ellipsis for each stretch
 * between them, are at least that many characters.
 */
export type Compose = (keeps: (feature: number) => boolean, limit?: number) => Piece[];

export function composer(text: Text): Compose {
  const [starts, stops] = [decode(text.starts, "i4"), decode(text.stops, "i4")];
  const features = decode(text.features, "i4");
  return (keeps, limit = Number.POSITIVE_INFINITY) => {
    const pieces: Piece[] = [];
    let length = 0;
    let from = 0;
    const add = (stretch: string) => {
      length += 1;
      if (stretch !== "") pieces.push({ text: stretch, masked: false });
    };
    for (let k = 0; k < features.length && length < limit; k += 1) {
      if (keeps(features[k] ?? 0)) continue;
      add(text.text.slice(from, starts[k]));
      const gone = text.text.slice(starts[k], stops[k]);
      pieces.push({ text: text.mask, masked: true, gone });
      length += gone.length + text.mask.length;
      from = stops[k] ?? from;
    }
    if (length < limit) add(text.text.slice(from));
    return pieces;
  };
}
