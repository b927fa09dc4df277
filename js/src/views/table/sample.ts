// One row of the samples table.

import type { Compose, Perturbations, Piece } from "../../model/samples";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { aligned, count, magnitude } from "../../words/format";
import { inShort } from "../../words/short";
import type { Contents } from "./contents";
import { makeStrip, type Strip } from "./strips";

/** The part of a text, in characters, that the widest page shows in one line; and of a stretch without a removal. */
const [inSight, longestStretch] = [400, 240];
/** Stretches give way to the removed words between them: long ones first, the shortest never. */
const [shortStretch, longStretch] = [3, 16];
/** Passed as the largest value, it gives three decimals to columns from 0 to 1. */
const upToOne = 0.5;

export interface Showing extends Contents {
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
  return new SampleRow(showing);
}

const cell = (name: string, ...children: Node[]) =>
  make("span", { class: `lw-cell lw-cell-${name}`, role: "gridcell" }, ...children);

class SampleRow implements Sample {
  readonly #showing: () => Showing;

  readonly node = make("div", { class: "lw-sample", role: "row" });
  readonly #strip: Strip;
  readonly #number = cell("row");
  readonly #answer = cell("answer");
  readonly #weight = cell("weight");
  readonly #share = cell("share");
  readonly #kept = cell("kept");
  readonly #sentence = cell("text");
  #row = -1;
  #drawn: { table: Perturbations; compose: Compose; row: number } | undefined;

  constructor(showing: () => Showing) {
    this.#showing = showing;

    const { table } = showing();
    this.#strip = makeStrip(table.p);
    this.#sentence.dir = "auto";
    const shares = table.counts === null ? [] : [this.#share];
    const bits = cell("bits", this.#strip.node);
    this.node.append(this.#number, this.#answer, this.#weight, ...shares, bits, this.#kept, this.#sentence);
  }

  draw(position: number): void {
    const now = this.#showing();
    const { table, compose } = now;
    const row = now.order[position] ?? 0;
    this.#row = row;
    mark(this.node, "id", now.idOf(position));
    this.node.classList.toggle("lw-current", now.isCurrent(position));
    mark(this.node, "aria-rowindex", String(position + 2));
    mark(this.node, "aria-selected", String(now.isChosen(row)));
    this.#drawWeight(now);
    if (this.#drawn?.table !== table || this.#drawn.compose !== compose || this.#drawn.row !== row) {
      this.#drawn = { table, compose, row };
      this.#drawSample(now);
    }
    this.highlight(now.highlight);
  }

  /** Draw what follows the kernel width. */
  #drawWeight({ weights, shares, endsHeld }: Showing): void {
    const weight = weights[this.#row] ?? Number.NaN;
    const isHeld = endsHeld && weight === 0;
    write(this.#weight, isHeld ? "∞" : magnitude(weight, upToOne));
    mark(this.#weight, "title", isHeld ? say("samples.held") : null);
    meter(this.#weight, isHeld ? 1 : weight);
    const share = shares?.[this.#row];
    if (share === undefined) return;
    write(this.#share, magnitude(100 * share, 10));
    meter(this.#share, share);
  }

  #drawSample({ table, compose, kind, low, high }: Showing): void {
    const row = this.#row;
    mark(this.node, "data-row", String(row));
    this.node.classList.toggle("lw-whole", row === 0);
    write(this.#number, count(row));
    mark(this.#number, "title", row === 0 ? say("samples.text_itself") : null);
    const y = table.answers[row] ?? Number.NaN;
    const largest = kind === "probability" ? upToOne : Math.max(Math.abs(low), Math.abs(high));
    write(this.#answer, aligned(y, largest));
    meter(this.#answer, high > low ? (y - low) / (high - low) : 0);
    this.#strip.draw((feature) => table.keeps(row, feature));
    write(this.#kept, count(table.kept[row] ?? 0));
    const pieces = compose((feature) => table.keeps(row, feature), inSight);
    this.#sentence.replaceChildren(...pieces.flatMap(nodesOf));
    // The whole of a long text is composed on demand.
    mark(this.#sentence, "title", this.#sentence.textContent);
  }

  highlight(feature: number): void {
    const { table } = this.#showing();
    this.#strip.highlight(feature);
    const without = feature >= 0 && feature < table.p && !table.keeps(this.#row, feature);
    this.node.classList.toggle("lw-without", without);
  }

  explain(): void {
    const { table, compose } = this.#showing();
    const whole = compose((feature) => table.keeps(this.#row, feature));
    mark(this.#sentence, "title", whole.map(({ text }) => text).join(""));
  }
}

/** Return what shows a piece of a text. The stretches between removed units are shortened, so that these are seen. */
function nodesOf({ text, masked, gone }: Piece): Node[] {
  if (!masked) {
    const stretch = inShort(text, longestStretch);
    const node = make("span", {}, stretch.replace(/\s/g, " "));
    node.classList.toggle("lw-yielding", stretch.length > shortStretch);
    node.classList.toggle("lw-long", stretch.length > longStretch);
    return [node];
  }
  // A pseudo-element strikes the unit through: it is no part of the text that the model was given.
  const struck = make("span", { class: "lw-gone", "data-gone": gone ?? "" });
  return text === "" ? [struck] : [struck, make("span", { class: "lw-masked" }, text)];
}

function meter(cell: HTMLElement, share: number): void {
  const width = `${(Math.max(0, Math.min(1, share || 0)) * 100).toFixed(1)}%`;
  if (cell.style.getPropertyValue("--lw-share") !== width) cell.style.setProperty("--lw-share", width);
}
