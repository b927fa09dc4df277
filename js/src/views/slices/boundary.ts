// Where the surrogate's prediction over two features crosses a level: a line, or the outline of steps where the
// features are bins.
import { type Additive, linkOf, straightOf } from "./additive";
import type { Axis } from "./slice";

export interface Boundary {
  /** "none" where the surrogate never crosses the level. */
  kind: "line" | "vertical" | "steps" | "none";
  /** For a line: second = intercept + slope · first. */
  intercept: number;
  slope: number;
  /** For a vertical line: the value of the first axis. */
  at: number;
  /** The part that lies in the plane: a line, or segments separated by NaN. */
  x: number[];
  y: number[];
}

/** Find the boundary of `surrogate` over its two axes at the prediction `level`. */
export function boundaryOf(surrogate: Additive, axes: readonly Axis[], level: number): Boundary {
  const [across, up] = axes;
  const [first, second] = surrogate.parts;
  const boundary: Boundary = {
    kind: "none",
    intercept: Number.NaN,
    slope: Number.NaN,
    at: Number.NaN,
    x: [],
    y: [],
  };
  if (across === undefined || up === undefined || first === undefined || second === undefined)
    return boundary;
  const base = surrogate.base - linkOf(surrogate, level);
  const [u, v] = [straightOf(across, first), straightOf(up, second)];
  if (u === null || v === null) {
    const segments = contourOf({ base, first, second, steps: [u === null, v === null] });
    if (segments.length > 0) boundary.kind = "steps";
    for (const segment of segments) {
      if (boundary.x.length > 0) add(Number.NaN, Number.NaN);
      for (const [i, j] of segment) add(valueAt(across, i), valueAt(up, j));
    }
    return boundary;
  }
  const constant = base + u.intercept + v.intercept;
  // In shares of the plane, so that "nearly vertical" does not depend on the units.
  const [a, b] = [u.slope * (across.high - across.low), v.slope * (up.high - up.low)];
  if (a === 0 && b === 0) return boundary;
  if (Math.abs(b) <= 1e-9 * Math.abs(a)) {
    boundary.kind = "vertical";
    boundary.at = -constant / u.slope;
  } else {
    boundary.kind = "line";
    boundary.intercept = -constant / v.slope;
    boundary.slope = -u.slope / v.slope;
  }
  const c = -(constant + u.slope * across.low + v.slope * up.low);
  for (const [p, q] of clipped(a, b, c)) {
    add(across.low + p * (across.high - across.low), up.low + q * (up.high - up.low));
  }
  return boundary;

  function add(x: number, y: number) {
    boundary.x.push(x);
    boundary.y.push(y);
  }
}

/**
 * Return the two ends of the part of a·p + b·q = c inside the unit square, or nothing where the line misses the
 * square.
 */
function clipped(a: number, b: number, c: number): [number, number][] {
  const hits: [number, number][] = [];
  for (const side of [0, 1]) {
    if (b !== 0) hits.push([side, (c - a * side) / b]);
    if (a !== 0) hits.push([(c - b * side) / a, side]);
  }
  const slack = 1e-12;
  const inside = hits.filter((hit) => hit.every((share) => share >= -slack && share <= 1 + slack));
  const [from] = inside;
  // A line through a corner hits two sides at the same point.
  const to = inside.findLast(
    (hit) => Math.hypot(hit[0] - (from?.[0] ?? 0), hit[1] - (from?.[1] ?? 0)) > 1e-9,
  );
  return from === undefined || to === undefined ? [] : [from, to];
}

interface Grid {
  base: number;
  first: Float64Array;
  second: Float64Array;
  /** Whether each axis moves in steps. A crossing then lies halfway between two values. */
  steps: [boolean, boolean];
}

type Point = readonly [number, number];

/**
 * Trace the zero contour of base + first[i] + second[j], as segments in grid units, one for each cell. In a sum, the
 * opposite corners of a cell add up to the same value. So no cell has a saddle, and the contour passes through each
 * cell at most once.
 */
export function contourOf({ base, first, second, steps }: Grid): [Point, Point][] {
  const height = (i: number, j: number) => base + (first[i] ?? 0) + (second[j] ?? 0);
  const segments: [Point, Point][] = [];
  for (let i = 0; i + 1 < first.length; i += 1) {
    for (let j = 0; j + 1 < second.length; j += 1) {
      const crossed: Point[] = [];
      const cross = (k: number, l: number, upward: 0 | 1) => {
        const [from, to] = [height(k, l), height(k + 1 - upward, l + upward)];
        if (from >= 0 === to >= 0) return;
        const share = steps[upward] ? 0.5 : from / (from - to);
        crossed.push(upward ? [k, l + share] : [k + share, l]);
      };
      cross(i, j, 0);
      cross(i, j + 1, 0);
      cross(i, j, 1);
      cross(i + 1, j, 1);
      const [one, other] = crossed;
      if (one !== undefined && other !== undefined) segments.push([one, other]);
    }
  }
  return segments;
}

/** Interpolate the axis's value between two of its places. */
function valueAt({ values }: Axis, place: number): number {
  const left = Math.floor(place);
  const [from = Number.NaN, to = from] = [values[left], values[left + 1]];
  return from + (place - left) * (to - from);
}

export interface Sign {
  x: number;
  y: number;
  /** The position on the grid of the slice. */
  i: number;
  j: number;
  /** Whether the surrogate's prediction there is at or above the level. */
  above: boolean;
}

/** Return the side of the level at each point of a sub-grid of at most `n` by `n` places of the slice. */
export function signsOf(surrogate: Additive, axes: readonly Axis[], level: number, n = 20): Sign[] {
  const [across, up] = axes;
  const [first, second] = surrogate.parts;
  if (across === undefined || up === undefined || first === undefined || second === undefined) return [];
  const base = surrogate.base - linkOf(surrogate, level);
  return subGrid(across.values.length, n).flatMap((i) =>
    subGrid(up.values.length, n).map((j) => ({
      i,
      j,
      x: across.values[i] ?? Number.NaN,
      y: up.values[j] ?? Number.NaN,
      above: base + (first[i] ?? 0) + (second[j] ?? 0) >= 0,
    })),
  );
}

/** Return the middles of at most `n` equal parts of `m` places. */
export function subGrid(m: number, n: number): number[] {
  const parts = Math.min(m, n);
  return Array.from({ length: parts }, (_, k) => Math.floor(((k + 0.5) * m) / parts));
}
