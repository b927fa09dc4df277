// What the bars show, from a frame and its chart. Nothing here touches the page.

import type { Bar } from "../../model/frames";
import type { Other } from "../../model/methods";
import { place, type Span, ticksOf } from "../../model/scale";
import { say } from "../../texts/catalogue";
import { number, weight } from "../../words/format";
import { withOther } from "../../words/other";
import { isUnsure, type Measure, spreadOf, spreadText, weightSentence } from "../../words/wording";

export interface Chart extends Measure {
  span: Span;
  /** Where the bar of each feature starts in a waterfall; without it at zero. */
  starts?: ReadonlyMap<number, number>;
  /** The weights of an earlier or pinned explanation. */
  former?: ReadonlyMap<number, number>;
  /** Set where `former` are the weights of the other method. */
  other?: Other;
}

/**
 * With more than `most` bars, only the strongest `few` are drawn until the user asks for the rest: the weakest of
 * hundreds carry no information.
 */
const [most, few] = [40, 30];

/** Return the bars to draw, and the text of the button for the others; an empty text where there are none. */
export function barsToShow(bars: readonly Bar[], whole: boolean): { shown: readonly Bar[]; more: string } {
  if (bars.length <= most) return { shown: bars, more: "" };
  if (whole) return { shown: bars, more: say("bars.fewer", { n: few }) };
  return { shown: bars.slice(0, few), more: say("bars.more", { n: bars.length - few }) };
}

export interface Tick {
  text: string;
  /** In percent from the chart's left edge. */
  left: number;
  /** Whether its text could overlap a neighbor's. */
  crowded: boolean;
}

export function ticksAt(span: Span): Tick[] {
  return ticksOf(span).map((tick, i) => ({
    text: number(tick),
    left: place(tick, span),
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
  /** Ends of the former bar, in percent; null without one. */
  ghost: readonly [number, number] | null;
  /** Whether it differs from the former one by more than its interval. */
  differs: boolean;
  /** Ends of the bar, in percent. */
  bar: readonly [number, number];
  /** Ends of the 95 % interval in percent, and whether they are cut off; null without an interval. */
  interval: { ends: readonly [number, number]; cut: readonly [boolean, boolean] } | null;
}

export function rowScene(bar: Bar, name: string, chart: Chart): RowScene {
  const { span, largest } = chart;
  const half = spreadOf(bar, chart);
  const start = chart.starts?.get(bar.feature) ?? 0;
  const end = start + bar.weight;
  const [low, high] = [end - (half ?? 0), end + (half ?? 0)];
  const former = chart.former?.get(bar.feature);
  const sentence = weightSentence(bar, name, chart);
  return {
    name,
    weight: weight(bar.weight, largest),
    spread: spreadText(bar, chart),
    sentence: withFormer(sentence, bar.feature, chart),
    unsure: isUnsure(bar, chart),
    ghost: former === undefined ? null : ends(start, start + former, span),
    differs:
      chart.other?.marked.has(bar.feature) ??
      (former !== undefined && Math.abs(former - bar.weight) > Math.max(half ?? 0, 0.02 * largest)),
    bar: ends(start, end, span),
    interval:
      half === undefined
        ? null
        : { ends: [place(low, span), place(high, span)], cut: [low < span.low, high > span.high] },
  };
}

function withFormer(sentence: string, feature: number, { other, former, largest }: Chart): string {
  if (other !== undefined) return withOther(sentence, feature, other, largest);
  const before = former?.get(feature);
  if (before === undefined) return sentence;
  return say("bars.before", { sentence, weight: weight(before, Math.max(largest, Math.abs(before))) });
}

function ends(from: number, to: number, span: Span): [number, number] {
  const [a, b] = [place(from, span), place(to, span)];
  return [Math.min(a, b), Math.max(a, b)];
}

/** Split a feature's name into its column's, which comes first, and the rest, such as the limits of a bin. */
export function nameParts(name: string, column: string | undefined): [string, string] {
  if (column === undefined || !name.includes(column)) return [name, ""];
  const [before = "", after = ""] = name.split(column).map((each) => each.trim());
  const rest =
    before === "" ? after : `${before.replace(/<=?$/, "").trim()} … ${after.replace(/^<=?/, "").trim()}`;
  return [column, rest];
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
