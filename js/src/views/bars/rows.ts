// One row of the bars: a feature's name, its bar with the 95 % interval, its weight, and a slot for its editor.

import type { Bar } from "../../model/frames";
import { make, makeFocusable, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { type Chart, nameParts, rowScene } from "./scene";

export interface Row {
  node: HTMLElement;
  slot: HTMLElement;
  /** The row's text for screen readers, and for the line above the chart when the pointer is on the bar. */
  text: string;
  /** `of` is the name of the feature's column. */
  draw(bar: Bar, name: string, chart: Chart, of?: string): void;
}

export function makeRow(feature: number): Row {
  const column = make("span", { class: "lw-column" });
  const rest = make("span", { class: "lw-bin" });
  const label = make("span", { class: "lw-name" }, column, rest);
  const ghost = make("span", { class: "lw-ghost" });
  const solid = make("span", { class: "lw-bar" });
  const interval = make("span", { class: "lw-interval" });
  const plot = make("span", { class: "lw-plot" }, solid, ghost, interval);
  const number = make("span", { class: "lw-weight" });
  const spread = make("span", { class: "lw-spread" });
  const numbers = make("span", { class: "lw-numbers" }, number, spread);
  const slot = make("span", { class: "lw-slot" });
  const attributes = { class: "lw-row", role: "listitem", tabindex: "-1", "data-feature": String(feature) };
  const node = makeFocusable("div", attributes, label, plot, numbers, slot);
  const row: Row = {
    node,
    slot,
    text: "",
    draw(bar, name, chart, of) {
      const scene = rowScene(bar, name, chart);
      mark(node, "data-weight", String(bar.weight));
      mark(node, "data-interval", String(bar.interval));
      mark(node, "data-slope", bar.slope === undefined ? null : String(bar.slope));
      node.classList.toggle("lw-for", bar.weight > 0);
      node.classList.toggle("lw-against", bar.weight < 0);
      node.classList.toggle("lw-unsure", scene.unsure);
      span(solid, scene.bar);
      interval.hidden = scene.interval === null;
      if (scene.interval !== null) {
        span(interval, scene.interval.ends);
        interval.classList.toggle("lw-cut-low", scene.interval.cut[0]);
        interval.classList.toggle("lw-cut-high", scene.interval.cut[1]);
      }
      const [first, second] = nameParts(name, of);
      writeName(column, first);
      writeName(rest, second === "" ? "" : ` ${second}`);
      mark(label, "title", name);
      mark(node, "data-name", name);
      show(ghost, scene.ghost !== null);
      if (scene.ghost !== null) span(ghost, scene.ghost);
      node.classList.toggle("lw-differs", scene.differs);
      write(number, scene.weight);
      write(spread, scene.spread);
      row.text = scene.sentence;
      mark(node, "aria-label", scene.sentence);
    },
  };
  return row;
}

function span(node: HTMLElement, [from, to]: readonly [number, number]): void {
  // Two decimals are a hundredth of a pixel on the widest chart. Equal frames then write nothing.
  const [left, width] = [`${from.toFixed(2)}%`, `${(to - from).toFixed(2)}%`];
  if (node.style.left !== left) node.style.left = left;
  if (node.style.width !== width) node.style.width = width;
}
