// What the bars show, from a frame and its chart. Nothing here touches the page.
import type { Bar } from "../../model/frames";
import { place, ticksOf } from "../../model/scale";
import { count, number, weight } from "../../ui/format";
import { isUnsure, type Measure, spreadOf, spreadText, weightSentence } from "../../ui/wording";

export interface Chart extends Measure {
  /** The value at the chart's edge. */
  extent: number;
}

/**
 * With more than `most` bars, only the strongest `few` are drawn until the user asks for the rest: the weakest of
 * hundreds carry no information.
 */
const [most, few] = [40, 30];

/** Return the bars to draw, and the text of the button for the others; an empty text where there are none. */
export function barsToShow(bars: readonly Bar[], whole: boolean): { shown: readonly Bar[]; more: string } {
  if (bars.length <= most) return { shown: bars, more: "" };
  if (whole) return { shown: bars, more: `Show the ${few} strongest only` };
  return { shown: bars.slice(0, few), more: `Show ${count(bars.length - few)} more` };
}

export interface Tick {
  text: string;
  /** In percent from the chart's left edge. */
  left: number;
  /** Whether its text could overlap a neighbor's. */
  crowded: boolean;
}

export function ticksAt(extent: number): Tick[] {
  return ticksOf(extent).map((tick, i) => ({
    text: number(tick),
    left: place(tick, extent),
    crowded: i % 2 === 1 && number(Math.abs(tick)).length > 5,
  }));
}

export interface RowScene {
  name: string;
  weight: string;
  spread: string;
  /** For screen readers, and for the line above the chart when the pointer is on the bar. */
  sentence: string;
  unsure: boolean;
  /** Ends of the bar, in percent. */
  bar: readonly [number, number];
  /** Ends of the 95 % interval in percent, and whether they are cut off; null without an interval. */
  interval: { ends: readonly [number, number]; cut: readonly [boolean, boolean] } | null;
}

export function rowScene(bar: Bar, name: string, chart: Chart): RowScene {
  const { extent, largest } = chart;
  const half = spreadOf(bar, chart);
  const [zero, end] = [place(0, extent), place(bar.weight, extent)];
  const [low, high] = [bar.weight - (half ?? 0), bar.weight + (half ?? 0)];
  return {
    name,
    weight: weight(bar.weight, largest),
    spread: spreadText(bar, chart),
    sentence: weightSentence(bar, name, chart),
    unsure: isUnsure(bar, chart),
    bar: [Math.min(zero, end), Math.max(zero, end)],
    interval:
      half === undefined
        ? null
        : { ends: [place(low, extent), place(high, extent)], cut: [low < -extent, high > extent] },
  };
}

/** Return the first bar of each column: the place of the column's editor. */
export function firstBars(bars: readonly Bar[], columns: readonly number[]): Map<number, number> {
  const homes = new Map<number, number>();
  for (const { feature } of bars) {
    const column = columns[feature];
    if (column !== undefined && !homes.has(column)) homes.set(column, feature);
  }
  return homes;
}
