// What the figures of the kernel width show: the data of every mark and the ends of every axis. Nothing here touches
// the page.
import type { Sweep } from "../../model/frames";
import { type Curve, curvesOf } from "../../plot/parts";
import { extentOf } from "./extents";
import { bandsOf, type Change, changesOf, gradesOf, type Run, stretchesOf, type Widths } from "./widths";

export const figures = ["weights", "trust"] as const;
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
  "grades",
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
  /** The model's prediction for the instance, and the range of its answers to the samples. */
  model: number;
  spread: number;
  color(feature: number): string;
}

export interface Curves {
  /** The data and colors of each mark, by its name. */
  marks: Readonly<Record<string, Values>>;
  /** The widths, and what each vertical axis must show. `loose` axes end at the next round numbers. */
  along: Range;
  heights: Readonly<Record<FigureName, Range>>;
  loose: readonly FigureName[];
  /** The last values of the curves in the strip of trust. */
  trust: Readonly<Record<"score" | "ess" | "gap", number>>;
  changes: Change[];
  /** The widths with too few samples. */
  stretches: Range[];
  /** The widths of equal grades. */
  grades: Run<number>[];
}

const none = new Float64Array(0);
const ink = "var(--lw-fg)";

export function curvesOfWidths(sources: Sources): Curves {
  const { sweep, widths, shown, model, spread, color } = sources;
  const along = widths.widths;
  // All three are shares, so that one strip holds them.
  const gap = widths.localPrediction.map((each) => Math.abs(model - each) / (spread > 0 ? spread : 1));
  const ess = widths.ess.map((each) => each / Math.max(1, sweep.samples));
  const changes = shown.flatMap((each) => changesOf(widths, each));
  const alone = (y: Float64Array) => ({ ...curvesOf([{ x: along, y }]), colors: [ink] });
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
      ess: alone(ess),
      gap: alone(gap),
    },
    trust: {
      score: widths.score.at(-1) ?? Number.NaN,
      ess: ess.at(-1) ?? Number.NaN,
      gap: gap.at(-1) ?? Number.NaN,
    },
    along: [low, high],
    heights: {
      weights: extentOf(widths, shown, sweep.exact),
      trust: [-0.06, 1.06],
    },
    loose: ["weights"],
    changes,
    stretches: stretchesOf(widths),
    grades: gradesOf(widths),
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
    ...boxesOf(stretches, low, high),
    colors: [ink],
    fill_colors: stretches.map(() => ink),
    fill_opacities: stretches.map(() => 0.08),
  };
}

/** The color and the opacity of each grade, in the order of their numbers. */
const tints = [
  ["var(--lw-accent)", 0.22],
  ["var(--lw-accent)", 0.08],
  ["var(--lw-warn)", 0.22],
] as const;

/** The grades as colored stretches, in a figure with these ends. */
export function gradesMark(grades: readonly Run<number>[], low: number, high: number): Values {
  return {
    ...boxesOf(
      grades.map(({ from, to }) => [from, to]),
      low,
      high,
    ),
    colors: [ink],
    fill_colors: grades.map(({ value }) => tints[value]?.[0] ?? ink),
    fill_opacities: grades.map(({ value }) => tints[value]?.[1] ?? 0),
  };
}

function boxesOf(stretches: readonly Range[], low: number, high: number): Values {
  return curvesOf(stretches.map(([a, b]) => ({ x: [a, b, b, a], y: [low, low, high, high] })));
}
