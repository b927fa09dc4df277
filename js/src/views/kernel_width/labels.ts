// Names over the curves: the zones along the top, and each curve's feature at its right end, so that no reader has to
// match colors with a legend.
import type { Dimension } from "../../plot/dimension";
import type { Plot } from "../../plot/plot";
import { arrange, make, mark, show, write } from "../../ui/elements";
import { say, type TextId } from "../../words/catalogue";
import type { Widths } from "./widths";
import { type Zones, zoneSentence, zonesOf } from "./zones";

/** The height of a line of text in pixels, and the largest number of named curves. */
const [line, most] = [13, 8];
/** A zone narrower than this share has no room for its name. */
const narrow = 0.09;

/** The curves to name, and the axes to place the names by. */
export interface Labelled {
  drawn: Widths;
  shown: readonly number[];
  x: Dimension;
  y: Dimension;
  names: readonly string[];
  color(feature: number): string;
}

export class CurveLabels {
  readonly #plot: Plot;
  /** The zones in words. */
  readonly sentence = make("p", { class: "lw-zone-sentence" });
  #last: Labelled | undefined;
  readonly #zones = make("div", { class: "lw-zones", "aria-hidden": "true" });
  readonly #ends = make("div", { class: "lw-curve-ends", "aria-hidden": "true" });
  readonly #named = new Map<number, HTMLElement>();

  constructor(plot: Plot) {
    this.#plot = plot;
    plot.surface.append(this.#zones, this.#ends);
  }

  draw(labelled: Labelled): void {
    this.#last = labelled;
    const { drawn, shown, x, y, names, color } = labelled;
    const zones = zonesOf(drawn);
    write(this.sentence, zoneSentence(zones));
    this.#drawZones(zones, x);
    this.#drawEnds(drawn, shown, y, names, color);
  }

  /** Draw again in another size. */
  redraw(): void {
    if (this.#last !== undefined) this.draw(this.#last);
  }

  clear(): void {
    this.#last = undefined;
    write(this.sentence, "");
    for (const node of [this.#zones, this.#ends]) node.replaceChildren();
  }

  #drawZones({ fewUntil, wholeFrom }: Zones, x: Dimension): void {
    const few = fewUntil === undefined ? 0 : x.share(fewUntil);
    const whole = wholeFrom === undefined ? 1 : x.share(wholeFrom);
    const zone = (id: TextId, from: number, to: number) => {
      const node = make("span", { class: "lw-zone" }, to - from < narrow ? "" : say(id));
      node.style.left = `${(100 * from).toFixed(2)}%`;
      node.style.width = `${(100 * (to - from)).toFixed(2)}%`;
      return node;
    };
    const found = [
      zone("zone.few", 0, few),
      zone("zone.local", few, Math.max(few, whole)),
      zone("zone.whole", whole, 1),
    ];
    this.#zones.replaceChildren(...found);
  }

  #drawEnds(
    { coef }: Widths,
    shown: readonly number[],
    y: Dimension,
    names: readonly string[],
    color: (feature: number) => string,
  ): void {
    const height = this.#plot.area?.height ?? 0;
    if (height === 0) return;
    const ends = shown.slice(0, most).flatMap((feature) => {
      const value = [...(coef.get(feature) ?? [])].findLast(Number.isFinite);
      return value === undefined ? [] : [{ feature, at: (1 - y.share(value)) * height }];
    });
    const placed = apart(
      ends.map(({ at }) => at),
      height,
    );
    const nodes = ends.map(({ feature }, i) => {
      const node = this.#named.get(feature) ?? make("span", { class: "lw-curve-end" });
      this.#named.set(feature, node);
      write(node, names[feature] ?? "");
      mark(node, "style", `top: ${(placed[i] ?? 0).toFixed(1)}px; color: ${color(feature)}`);
      return node;
    });
    arrange(this.#ends, nodes);
    show(this.#ends, nodes.length > 0);
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
