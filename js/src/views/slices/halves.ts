// Where the surrogate's prediction over two features reaches a level: a half-plane, or strips where the features are
// bins.
import { type Additive, linkOf, straightOf } from "./additive";
import type { Axis } from "./slice";

/** Corners in the units of the axes. */
export type Polygon = readonly (readonly [number, number])[];

/** Return the parts of the plane where the prediction is at or above the level. */
export function aboveOf(surrogate: Additive, axes: readonly Axis[], level: number): Polygon[] {
  const [across, up] = axes;
  const [first, second] = surrogate.parts;
  if (across === undefined || up === undefined || first === undefined || second === undefined) return [];
  const base = surrogate.base - linkOf(surrogate, level);
  const [u, v] = [straightOf(across, first), straightOf(up, second)];
  if (u !== null && v !== null) {
    const height = ([x, y]: readonly [number, number]) =>
      base + u.intercept + u.slope * x + v.intercept + v.slope * y;
    const { low: left, high: right } = across;
    const { low: bottom, high: top } = up;
    const corners: Polygon = [
      [left, bottom],
      [right, bottom],
      [right, top],
      [left, top],
    ];
    return [cut(corners, height)];
  }
  // In strips across the axis with steps; along a strip, only the other axis matters.
  const stepped = u === null;
  const [strips, along] = stepped ? [across, up] : [up, across];
  const [heights, part] = stepped ? [first, second] : [second, first];
  const edges = edgesOf(strips);
  return [...strips.values].flatMap((_, i) => {
    const [from = 0, to = 0] = [edges[i], edges[i + 1]];
    return reaching(along, part, base + (heights[i] ?? 0)).map(([start, end]) => {
      const box: Polygon = [
        [from, start],
        [to, start],
        [to, end],
        [from, end],
      ];
      return stepped ? box : box.map(([x, y]) => [y, x] as const);
    });
  });
}

/** Return the intervals of an axis on which `base` + `part` is at least zero. */
function reaching(axis: Axis, part: Float64Array, base: number): [number, number][] {
  const straight = straightOf(axis, part);
  if (straight !== null) {
    const at = (value: number) => base + straight.intercept + straight.slope * value;
    const [low, high] = [at(axis.low) >= 0, at(axis.high) >= 0];
    if (low === high) return low ? [[axis.low, axis.high]] : [];
    const zero = -(base + straight.intercept) / straight.slope;
    return low ? [[axis.low, zero]] : [[zero, axis.high]];
  }
  const edges = edgesOf(axis);
  const found: [number, number][] = [];
  for (let j = 0; j < part.length; j += 1) {
    if (base + (part[j] ?? 0) < 0) continue;
    const start = j;
    while (j + 1 < part.length && base + (part[j + 1] ?? 0) >= 0) j += 1;
    found.push([edges[start] ?? 0, edges[j + 1] ?? 0]);
  }
  return found;
}

/** Return the middles between the places of an axis, and its ends. */
function edgesOf({ values, low, high }: Axis): number[] {
  const middles = [...values.slice(1)].map((value, k) => ((values[k] ?? 0) + value) / 2);
  return [low, ...middles, high];
}

/** Return the part of a convex polygon on which a linear function is at least zero. */
function cut(polygon: Polygon, height: (corner: readonly [number, number]) => number): Polygon {
  return polygon.flatMap((corner, k) => {
    const next = polygon[(k + 1) % polygon.length] ?? corner;
    const [from, to] = [height(corner), height(next)];
    const kept = from >= 0 ? [corner] : [];
    if (from >= 0 === to >= 0) return kept;
    const share = from / (from - to);
    return [
      ...kept,
      [corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])] as const,
    ];
  });
}
