// R² of several surrogates as the browser reads it: by the number of features, and by the kernel width.
import { decode } from "../../model/codec";
import { positionOf } from "../../model/steps";
import type { Scores } from "../../model/wire";

export interface ScoreCurves {
  at: Float64Array;
  score: Float32Array;
  left: Float32Array;
  fresh: Float32Array;
  /** Half of the 95 % interval of `fresh`. */
  half: Float32Array;
}

const decoded = new WeakMap<Scores, ScoreCurves>();

export function scoresOf(scores: Scores): ScoreCurves {
  const known = decoded.get(scores);
  if (known !== undefined) return known;
  const made = {
    at: decode(scores.at, "f8"),
    score: decode(scores.score, "f4"),
    left: decode(scores.left_out, "f4"),
    fresh: decode(scores.fresh, "f4"),
    half: decode(scores.half, "f4"),
  };
  decoded.set(scores, made);
  return made;
}

export interface Scored {
  score: number;
  left: number;
  fresh: number;
  half: number;
}

const nan = Number.NaN;

/** Return the scores at one place. */
export function scoredAt({ score, left, fresh, half }: ScoreCurves, place: number): Scored {
  return {
    score: score[place] ?? nan,
    left: left[place] ?? nan,
    fresh: fresh[place] ?? nan,
    half: half[place] ?? nan,
  };
}

/** A measured width serves a width within half a step of the grid, a sixteenth of an octave. */
const near = 2 ** (1 / 30);

/** Return the scores at the nearest of the widths; null where none is near. */
export function scoredNear(curves: ScoreCurves, width: number): Scored | null {
  const place = positionOf([...curves.at], width);
  const ratio = (curves.at[place] ?? nan) / width;
  return ratio <= near && ratio >= 1 / near ? scoredAt(curves, place) : null;
}

/** How much worse than the best a smaller number of features may be. */
const within = 0.02;

/** Return the place of the smallest number of features that does nearly as well, left out, as any number. */
export function enough({ left }: ScoreCurves): number {
  const best = left.reduce((most, each) => (each > most ? each : most), Number.NEGATIVE_INFINITY);
  return Math.max(
    0,
    left.findIndex((each) => each >= best - within),
  );
}
