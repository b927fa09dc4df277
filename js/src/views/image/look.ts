// The appearance of an explained image: which superpixels are displayed, and in which colors.
import type { Bar } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import { emptyPaint, type Paint, packed, type Rgb } from "../../plot/overlay";
import { isUnsure, type Measure } from "../../words/wording";

export interface Look {
  sign: "both" | "positive" | "negative";
  /** The number displayed, the strongest first; infinite for all. */
  shown: number;
  minWeight: number;
  hideRest: boolean;
  boundaries: boolean;
  gray: boolean;
}

export interface Colors {
  toward: Rgb;
  against: Rgb;
  /** The color that covers the other superpixels. */
  cover: Rgb;
}

export function lookOf(study: StudyModel): Look {
  const [sign, shown] = [study.parameter("sign"), study.parameter("shown")];
  return {
    sign: sign === "positive" || sign === "negative" ? sign : "both",
    shown: typeof shown === "number" ? shown : Number.POSITIVE_INFINITY,
    minWeight: Number(study.parameter("min_weight") ?? 0),
    hideRest: study.parameter("hide_rest") === true,
    boundaries: study.parameter("boundaries") !== false,
    gray: study.parameter("gray") !== false,
  };
}

/** Return the displayed bars, the strongest first. */
export function chosen(
  bars: readonly Bar[],
  { sign, shown, minWeight }: Omit<Look, "boundaries" | "gray">,
): Bar[] {
  const found = bars.filter(({ weight }) => {
    if (weight === 0 || Math.abs(weight) < minWeight) return false;
    return sign === "both" || (sign === "positive" ? weight > 0 : weight < 0);
  });
  found.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return Number.isFinite(shown) ? found.slice(0, shown) : found;
}

/** Opacity of the stripes that mark a weight that may be zero, and of the space between them. */
const [stripes, between] = [0.85, 0.25];

/**
 * With a few superpixels, the color shows the sign only. With all of them, its strength shows the size, as in a heat
 * map.
 */
export function paintOf(
  n: number,
  bars: readonly Bar[],
  removed: ReadonlySet<number>,
  look: Look,
  measure: Measure,
  { toward, against, cover }: Colors,
): Paint {
  const paint = emptyPaint(n);
  if (look.hideRest) paint.covers.fill(packed(cover, 1));
  const heat = !Number.isFinite(look.shown);
  for (const bar of bars) {
    const { feature, weight } = bar;
    if (feature >= n) continue;
    paint.covers[feature] = 0;
    if (removed.has(feature)) continue;
    const color = weight > 0 ? toward : against;
    const strength = heat && measure.largest > 0 ? Math.abs(weight) / measure.largest : 1;
    const unsure = isUnsure(bar, measure);
    paint.fills[feature] = packed(color, strength * (unsure ? between : 1));
    paint.fills[n + 1 + feature] = packed(color, strength * (unsure ? stripes : 1));
    if (!look.boundaries) continue;
    paint.edges[feature] = packed(color, 0.25 + 0.75 * strength);
    paint.dotted[feature] = unsure ? 1 : 0;
  }
  for (const feature of removed) {
    if (feature >= n) continue;
    paint.covers[feature] = 0;
    paint.edges[feature] = packed([110, 110, 110], 1);
  }
  return paint;
}

/** The color that covers the other superpixels, in both themes. */
const cover: Rgb = [128, 128, 128];

/** Read the colors of the current palette and theme. */
export function colorsOf(root: HTMLElement): Colors {
  const style = getComputedStyle(root);
  const read = (name: string) => fromHex(style.getPropertyValue(name));
  return { toward: read("--lw-for"), against: read("--lw-against"), cover };
}

/** Convert "#2369b0" to its three numbers. */
export function fromHex(text: string): Rgb {
  const value = Number.parseInt(text.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
