// What the figures of the kernel width show: the data of every mark and the ends of every axis. Nothing here touches
// the page.
import type { Sweep } from "../../model/frames";
import { type Curve, curvesOf } from "../../plot/parts";
import { extentOf, meaningful } from "./extents";
import { bandsOf, type Change, changesOf, stretchesOf, type Widths } from "./widths";

export const figures = ["weights", "score", "ess", "gap"] as const;
export type FigureName = (typeof figures)[number];

/** What the curves are drawn from. */
export const traits = [
  "frames",
  "kernel_width",
  "features",
  "outputs",
  "prediction",
  "highlight",
  "status",
  "error",
  "current",
  "target_score",
  "target_met",
  "grid",
  "controls",
  "kernel",
  "distance",
  "palette",
  "effect",
];

/** The marks that are empty where there are no curves. */
export const cleared = [
  "coef",
  "bands",
  "changes",
  "zero",
  "score",
  "ess",
  "gap",
  ...figures.map((each) => `few_${each}`),
];

type Range = readonly [number, number];
type Values = Readonly<Record<string, unknown>>;

export interface Sources {
  sweep: Sweep;
  widths: Widths;
  /** The features whose curves are shown. */
  shown: readonly number[];
  highlight: number;
  /** The model's prediction for the instance. */
  model: number;
  color(feature: number): string;
}

export interface Curves {
  /** The data and colors of each mark, by its name. */
  marks: Readonly<Record<string, Values>>;
  /** The widths, and what each vertical axis must show. `loose` axes end at the next round numbers. */
  along: Range;
  heights: Readonly<Record<FigureName, Range>>;
  loose: readonly FigureName[];
  changes: Change[];
  /** The widths with too few samples. */
  stretches: Range[];
}

const none = new Float64Array(0);
const ink = "var(--lw-fg)";

export function curvesOfWidths(sources: Sources): Curves {
  const { sweep, widths, shown, model, color } = sources;
  const along = widths.widths;
  const gap = widths.localPrediction.map((each) => Math.abs(model - each));
  const changes = shown.flatMap((each) => changesOf(widths, each));
  const alone = (y: Float64Array) => ({ ...curvesOf([{ x: along, y }]), colors: [ink] });
  const scores = meaningful(widths.score, widths.few);
  const [low, high] = [along[0] ?? Number.NaN, along.at(-1) ?? Number.NaN];
  return {
    marks: {
      ...weightMarks(sources),
      changes: {
        x: Float64Array.from(changes, ({ width }) => width),
        y: new Float64Array(changes.length),
        colors: changes.length === 0 ? [ink] : changes.map((each) => color(each.feature)),
        stroke: ink,
      },
      zero: { x: Float64Array.of(low, high), y: new Float64Array(2), colors: ["var(--lw-edge)"] },
      score: alone(widths.score),
      ess: alone(widths.ess),
      gap: alone(gap),
    },
    along: [low, high],
    heights: {
      weights: extentOf(widths, shown, sweep.exact),
      score: [Math.min(0, Math.max(-1, Math.min(...scores))) - 0.06, 1.06],
      ess: [0.9, 1.15 * Math.max(2, sweep.samples)],
      gap: [0, 1.08 * Math.max(1e-9, ...meaningful(gap, widths.few))],
    },
    loose: ["weights", "gap"],
    changes,
    stretches: stretchesOf(widths),
  };
}

/** The curves of the weights and their bands; where one feature is highlighted, the others are pale. */
function weightMarks({ sweep, widths, shown, highlight, color }: Sources): Record<string, Values> {
  const colors = shown.map(color);
  const pale = (feature: number, full: number, less: number) =>
    shown.includes(highlight) && feature !== highlight ? less : full;
  const curve = (feature: number): Curve => ({ x: widths.widths, y: widths.coef.get(feature) ?? none });
  return {
    coef: {
      ...curvesOf(shown.map(curve)),
      colors,
      opacities: shown.map((each) => pale(each, 1, 0.25)),
    },
    bands: {
      ...curvesOf(sweep.exact ? [] : shown.map((each) => bandsOf(widths, each))),
      colors,
      fill_colors: colors,
      opacities: shown.map(() => 1),
      fill_opacities: shown.map((each) => pale(each, 0.13, 0.03)),
    },
  };
}

/** The shade over widths with too few samples, in a figure with these ends. */
export function shadeOf(stretches: readonly Range[], low: number, high: number): Values {
  return {
    ...curvesOf(stretches.map(([a, b]) => ({ x: [a, b, b, a], y: [low, low, high, high] }))),
    colors: [ink],
    fill_colors: stretches.map(() => ink),
    fill_opacities: stretches.map(() => 0.08),
  };
}
