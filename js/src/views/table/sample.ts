// One row of the samples table.

import type { Compose, Perturbations } from "../../model/samples";
import { make, mark, write } from "../../ui/elements";
import { aligned, count, magnitude } from "../../ui/format";
import { makeStrip } from "./strips";

/** The part of a text, in characters, that the widest page shows in one line. */
const inSight = 400;
/** Passed as the largest value, it gives three decimals to columns from 0 to 1. */
const upToOne = 0.5;

export interface Showing {
  table: Perturbations;
  compose: Compose;
  weights: ArrayLike<number>;
  /** The share of the total weight of each row, where rows represent many samples. */
  shares: ArrayLike<number> | null;
  order: Uint32Array;
  kind: "probability" | "value" | "score";
  low: number;
  high: number;
  highlight: number;
  idOf(position: number): string;
  /** Whether the keys act on this position. */
  isCurrent(position: number): boolean;
  /** Whether exactly this row's missing features are removed by hand. */
  isChosen(row: number): boolean;
}

export interface Sample {
  node: HTMLElement;
  draw(position: number): void;
  highlight(feature: number): void;
  /** Write the whole text as the tooltip. */
  explain(): void;
}

export function makeSample(showing: () => Showing): Sample {
  const { table: first } = showing();
  const strip = makeStrip(first.p);
  const cell = (name: string, ...children: Node[]) =>
    make("span", { class: `lw-cell lw-cell-${name}`, role: "gridcell" }, ...children);
  const number = cell("row");
  const answer = cell("answer");
  const weight = cell("weight");
  const share = cell("share");
  const bits = cell("bits", strip.node);
  const kept = cell("kept");
  const sentence = cell("text");
  sentence.dir = "auto";
  const shares = first.counts !== null;
  const node = make("div", { class: "lw-sample", role: "row" });
  node.append(number, answer, weight, ...(shares ? [share] : []), bits, kept, sentence);
  let row = -1;
  let drawn: { table: Perturbations; compose: Compose; row: number } | undefined;

  return {
    node,
    draw(position) {
      const now = showing();
      const { table, compose } = now;
      row = now.order[position] ?? 0;
      mark(node, "id", now.idOf(position));
      node.classList.toggle("lw-current", now.isCurrent(position));
      mark(node, "aria-rowindex", String(position + 2));
      mark(node, "aria-selected", String(now.isChosen(row)));
      const y = table.answers[row] ?? Number.NaN;
      const w = now.weights[row] ?? Number.NaN;
      write(weight, magnitude(w, upToOne));
      meter(weight, w);
      const part = now.shares?.[row];
      if (part !== undefined) {
        write(share, magnitude(100 * part, 10));
        meter(share, part);
      }
      if (drawn?.table === table && drawn.compose === compose && drawn.row === row) {
        this.highlight(now.highlight);
        return;
      }
      drawn = { table, compose, row };
      mark(node, "data-row", String(row));
      node.classList.toggle("lw-whole", row === 0);
      write(number, count(row));
      mark(number, "title", row === 0 ? "The text itself" : null);
      write(
        answer,
        aligned(y, now.kind === "probability" ? upToOne : Math.max(Math.abs(now.low), Math.abs(now.high))),
      );
      meter(answer, now.high > now.low ? (y - now.low) / (now.high - now.low) : 0);
      strip.draw((feature) => table.keeps(row, feature));
      write(kept, count(table.kept[row] ?? 0));
      const pieces = compose((feature) => table.keeps(row, feature), inSight);
      sentence.replaceChildren(
        ...pieces.map(({ text, masked }) => (masked ? make("span", { class: "lw-masked" }, text) : text)),
      );
      // The whole of a long text is composed on demand.
      const start = sentence.textContent ?? "";
      mark(sentence, "title", start.length < inSight ? start : `${start}…`);
      this.highlight(now.highlight);
    },
    highlight(feature) {
      const { table } = showing();
      strip.highlight(feature);
      node.classList.toggle("lw-without", feature >= 0 && feature < table.p && !table.keeps(row, feature));
    },
    explain() {
      if ((sentence.textContent ?? "").length < inSight) return;
      const { table, compose } = showing();
      const whole = compose((feature) => table.keeps(row, feature));
      mark(sentence, "title", whole.map(({ text }) => text).join(""));
    },
  };
}

function meter(cell: HTMLElement, share: number): void {
  const width = `${(Math.max(0, Math.min(1, share || 0)) * 100).toFixed(1)}%`;
  if (cell.style.getPropertyValue("--lw-share") !== width) cell.style.setProperty("--lw-share", width);
}
