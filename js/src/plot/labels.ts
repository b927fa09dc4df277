// Names over a figure: of each curve at its right end, so that no reader has to match colors with a legend; and beside
// the pointer, what it points at.
import { arrange, make, mark, show, write } from "../ui/elements";
import { writeName } from "../ui/names/names";
import type { Dimension } from "./dimension";
import type { Plot } from "./plot";

/** The height of a line of text in pixels. */
const line = 13;

/** A curve's name, and where it ends. */
export interface Ended {
  key: number | string;
  text: string;
  color: string;
  value: number;
  /** Whether another curve is pointed at. */
  pale: boolean;
}

export class EndLabels {
  readonly #plot: Plot;
  readonly #node = make("div", { class: "lw-curve-ends", "aria-hidden": "true" });
  readonly #named = new Map<number | string, HTMLElement>();
  #last: [readonly Ended[], Dimension] | undefined;

  constructor(plot: Plot) {
    this.#plot = plot;
    plot.surface.append(this.#node);
    plot.onSize(() => this.#last !== undefined && this.draw(...this.#last));
  }

  draw(curves: readonly Ended[], y: Dimension): void {
    this.#last = [curves, y];
    const height = this.#plot.area?.height ?? 0;
    if (height === 0) return;
    const ends = curves.filter(({ value }) => Number.isFinite(value));
    const places = apart(
      ends.map(({ value }) => (1 - y.share(value)) * height),
      height,
    );
    const nodes = ends.map(({ key, text, color, pale }, i) => {
      const node = this.#named.get(key) ?? make("span", { class: "lw-curve-end" });
      this.#named.set(key, node);
      writeName(node, text);
      mark(node, "style", `top: ${(places[i] ?? 0).toFixed(1)}px; color: ${color}`);
      node.classList.toggle("lw-pale", pale);
      return node;
    });
    arrange(this.#node, nodes);
  }

  clear(): void {
    this.#last = undefined;
    this.#node.replaceChildren();
  }
}

/** Move positions apart, so that lines of text do not overlap, and keep them within the height. */
export function apart(wanted: readonly number[], height: number, step = line): number[] {
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = new Array<number>(wanted.length).fill(0);
  let last = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    last = Math.max(last + step, Math.max(line, wanted[i] ?? 0));
    placed[i] = last;
  }
  // What was pushed below the edge pushes the others up again.
  let next = height;
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i] ?? 0, next);
    next = (placed[i] ?? 0) - step;
  }
  return placed;
}

export interface Tip {
  /** Say a text beside a place, in shares of the plot area; an empty one hides the tip. */
  say(text: string, across: number, up: number): void;
}

/** Create a small text beside the pointer. Screen readers have the same in the view's own sentences. */
export function makeTip(plot: Plot): Tip {
  const node = make("span", { class: "lw-tip", "aria-hidden": "true" });
  show(node, false);
  plot.surface.append(node);
  return {
    say(text, across, up) {
      show(node, text !== "");
      write(node, text);
      node.style.left = `${(100 * across).toFixed(2)}%`;
      node.style.bottom = `${(100 * up).toFixed(2)}%`;
      // To the left of the pointer in the right half, so that the edge does not cut it.
      node.classList.toggle("lw-tip-left", across > 0.5);
    },
  };
}
