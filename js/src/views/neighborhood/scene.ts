// What the plot of the samples shows: its axes, its marks and its sentences. Nothing here touches the page.

import type { Brush, Outputs } from "../../model/wire";
import { curvesOf } from "../../plot/parts";
import { say } from "../../texts/catalogue";
import { number, percent } from "../../words/format";
import type { Against, Points, Selection } from "../samples/points";

export interface Range {
  low: number;
  high: number;
  /** Whether the ends are exact; others are extended to round numbers. */
  exact: boolean;
}

/** The horizontal axis starts at the instance, at distance 0, and contains every sample. */
export function acrossOf({ across }: Points): Range {
  const [left, right] = rangeOf(across.subarray(1));
  const from = Math.min(0, left);
  const edge = 0.03 * (right - from) || 0.5;
  return { low: from - edge, high: right + edge, exact: false };
}

/** The vertical axis contains every sample. Probabilities that span most of their range get the axis from 0 to 1. */
export function upwardsOf(up: Float64Array, against: Against, kind: Outputs["kind"]): Range {
  const [least, most] = rangeOf(up);
  if (kind === "probability" && against === "prediction" && most - least > 0.5)
    return { low: -0.05, high: 1.05, exact: true };
  const room = 0.05 * (most - least) || 0.5;
  // The training rows lie between 0 and the samples, mostly.
  if (against === "data") return { low: 0, high: most + room, exact: false };
  return { low: least - room, high: most + room, exact: false };
}

/** The level line: no residual, the model's answer for the instance, or the edge of the training data. */
export function levelMark(up: Float64Array, against: Against, low: number, high: number, edge = 0) {
  const level = against === "prediction" ? (up[0] ?? 0) : against === "data" ? edge : 0;
  return { ...curvesOf([{ x: [low, high], y: [level, level] }]), colors: ["var(--lw-edge)"] };
}

export function brushMark(brush: Brush | null) {
  const box = (b: Brush) => ({
    x: [b.x[0], b.x[1], b.x[1], b.x[0]],
    y: [b.y[0], b.y[0], b.y[1], b.y[1]],
  });
  return {
    ...curvesOf(brush === null ? [] : [box(brush)]),
    colors: ["var(--lw-accent)"],
    fill_colors: ["var(--lw-accent)"],
    fill_opacities: [0.1],
  };
}

/**
 * "31 of 4,096 samples, 12 % of the weight. The surrogate is 0.02 too low on average." `many` is the name of what an
 * exact study evaluated, such as "texts"; null where the samples are drawn. `span` is the height of the plot.
 */
export function sampleSentence(
  points: Points,
  selection: Selection,
  brush: Brush | null,
  many: string | null,
  span: number,
): string {
  const n = points.n - (points.counts?.[0] === 0 ? 1 : 0);
  // With few units, the model was asked about every variant, and each represents samples in proportion to its
  // probability.
  const them = { n, many: many ?? "" };
  if (brush === null) {
    const nearest = number(nearestOf(points.distances));
    return say(many === null ? "samples.whole" : "samples.whole_all", { ...them, nearest });
  }
  const { rows, share: part, residual } = selection;
  const share = part > 0 && part < 0.005 ? say("samples.hardly") : percent(part);
  const selected = say(many === null ? "samples.selected" : "samples.selected_all", { ...them, rows, share });
  return [selected, biasSentence(residual, span)].filter((each) => each !== "").join(" ");
}

/** Say which share of the samples lies off the training data; "" where that is not known. */
export function offDataSentence(share: number | null, against: Against): string {
  if (share === null) return "";
  return ` ${say(against === "data" ? "samples.share_above" : "samples.share_off", { share: percent(share) })}`;
}

/** Say how far off the surrogate is on average. An error below 1/10,000 of the axis counts as zero. */
function biasSentence(residual: number, span: number): string {
  if (!Number.isFinite(residual)) return "";
  const size = Math.abs(residual);
  if (size < 1e-4 * span) return say("samples.right");
  return say(residual > 0 ? "samples.low" : "samples.high", { size: number(size, 2) });
}

/** Return the smallest distance of a sample other than the instance. */
function nearestOf(distances: Float32Array): number {
  return distances.subarray(1).reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
}

function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
