// What the panels of an image show, from the explained labels and the appearance. Nothing here touches the page.

import type { Frame } from "../../model/frames";
import { emptyPaint } from "../../plot/overlay";
import type { Pictures } from "../../plot/pictures";
import type { Raster } from "../../plot/raster";
import { say } from "../../texts/catalogue";
import { type Measure, weightSentence } from "../../words/wording";
import { type Colors, chosen, type Look, paintOf } from "./look";
import type { Scene } from "./panel";
import type { Sight } from "./showing";

/** A label in a panel. */
export interface Label {
  /** Undefined before the model has answered. */
  output: number | undefined;
  title: string;
  /** Null where there is no explanation of it yet. */
  explanation: { frame: Frame; measure: Measure } | null;
}

export interface Sources {
  /** The explained label, then those beside it. */
  labels: readonly Label[];
  raster: Raster;
  /** The width of a panel on the screen. */
  wide: number;
  pictures: Pictures | null;
  sight: Sight;
  /** Whether other superpixels are in preview. */
  trying: boolean;
  removed: ReadonlySet<number>;
  look: Look;
  colors: Colors;
  opacity: number;
}

/** Return the scene of each label's panel. */
export function scenesOf(sources: Sources): Scene[] {
  const { labels, raster, wide, pictures, sight, trying, removed, look, colors, opacity } = sources;
  const explaining = isExplaining(sources);
  const plain = emptyPaint(raster.n, trying || (labels[0]?.explanation === null && explaining));
  return labels.map(({ title, explanation }) => {
    const bars = explanation === null ? [] : chosen(explanation.frame.bars, look);
    const painted = explaining && explanation !== null;
    return {
      raster,
      wide,
      removed,
      pictures,
      opacity,
      title: labels.length > 1 ? title : "",
      hidden: sight === "hidden" && !trying,
      gray: painted && look.gray,
      touchable: !trying && sight !== "hidden",
      paint: painted ? paintOf(raster.n, bars, removed, look, explanation.measure, colors) : plain,
    };
  });
}

/** Return how many superpixels are colored for the explained label. */
export function coloredOf(sources: Sources): number {
  const explanation = sources.labels[0]?.explanation;
  if (explanation === null || explanation === undefined || !isExplaining(sources)) return 0;
  return chosen(explanation.frame.bars, sources.look).length;
}

function isExplaining({ sight, trying }: Sources): boolean {
  return sight === "explanation" && !trying;
}

/** Describe a superpixel and its weight for a label; undefined where nothing is known of it. */
export function descriptionOf(
  { explanation }: Label,
  { touchable, removed }: Scene,
  feature: number,
  name: string | undefined,
): string | undefined {
  if (!touchable || explanation === null || name === undefined) return undefined;
  const { frame, measure } = explanation;
  const bar = frame.bars.find((each) => each.feature === feature);
  const sentence =
    bar === undefined
      ? say("part.unlisted", { name, n: frame.bars.length })
      : weightSentence(bar, name, measure);
  return removed.has(feature) ? say("part.hidden", { sentence }) : sentence;
}
