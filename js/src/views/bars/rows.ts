// One row of the bars: a feature's name, its bar with the 95 % interval, its weight, and a slot for its editor.

import type { Bar } from "../../model/frames";
import { place } from "../../model/scale";
import { make, makeFocusable, mark, write } from "../../ui/elements";
import { weight } from "../../ui/format";
import { isUnsure, type Measure, spreadOf, spreadText, weightSentence } from "../../ui/wording";

export interface Row {
  node: HTMLElement;
  slot: HTMLElement;
  /** The row's text for screen readers, and for the line above the chart when the pointer is on the bar. */
  text: string;
  draw(bar: Bar, name: string, chart: Chart): void;
}

export interface Chart extends Measure {
  /** The value at the chart's edge. */
  extent: number;
}

export function makeRow(feature: number): Row {
  const label = make("span", { class: "lw-name" });
  const solid = make("span", { class: "lw-bar" });
  const interval = make("span", { class: "lw-interval" });
  const plot = make("span", { class: "lw-plot" }, solid, interval);
  const number = make("span", { class: "lw-weight" });
  const spread = make("span", { class: "lw-spread" });
  const slot = make("span", { class: "lw-slot" });
  const node = makeFocusable(
    "div",
    { class: "lw-row", role: "listitem", tabindex: "-1", "data-feature": String(feature) },
    label,
    plot,
    make("span", { class: "lw-numbers" }, number, spread),
    slot,
  );

  const row: Row = {
    node,
    slot,
    text: "",
    draw(bar, name, chart) {
      const half = spreadOf(bar, chart);
      const { extent, largest } = chart;

      mark(node, "data-weight", String(bar.weight));
      mark(node, "data-stderr", String(bar.stderr));
      node.classList.toggle("lw-for", bar.weight > 0);
      node.classList.toggle("lw-against", bar.weight < 0);
      node.classList.toggle("lw-unsure", isUnsure(bar, chart));

      const [zero, end] = [place(0, extent), place(bar.weight, extent)];
      span(solid, Math.min(zero, end), Math.max(zero, end));
      interval.hidden = half === undefined;
      if (half !== undefined) {
        const [low, high] = [bar.weight - half, bar.weight + half];
        span(interval, place(low, extent), place(high, extent));
        interval.classList.toggle("lw-cut-low", low < -extent);
        interval.classList.toggle("lw-cut-high", high > extent);
      }

      write(label, name);
      mark(label, "title", name);
      write(number, weight(bar.weight, largest));
      write(spread, spreadText(bar, chart));
      row.text = weightSentence(bar, name, chart);
      mark(node, "aria-label", row.text);
    },
  };
  return row;
}

function span(node: HTMLElement, from: number, to: number): void {
  // Two decimals are a hundredth of a pixel on the widest chart. Equal frames then write nothing.
  const [left, width] = [`${from.toFixed(2)}%`, `${(to - from).toFixed(2)}%`];
  if (node.style.left !== left) node.style.left = left;
  if (node.style.width !== width) node.style.width = width;
}
