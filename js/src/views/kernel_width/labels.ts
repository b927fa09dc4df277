// Names over the curves of the kernel width: the zones and the grades along the top, each curve at its end.
import type { Dimension } from "../../plot/dimension";
import { EndLabels } from "../../plot/labels";
import type { Plot } from "../../plot/plot";
import { say, type TextId } from "../../texts/catalogue";
import { make, write } from "../../ui/elements";
import type { FigureName } from "./scene";
import { gradesOf, type Widths } from "./widths";
import { zoneSentence, zonesOf } from "./zones";

/** The largest number of named curves. */
const most = 8;
/** A stretch narrower than this share has no room for its name. */
const narrow = 0.09;

/** The curves to name, and the axes to place the names by. */
export interface Labelled {
  drawn: Widths;
  shown: readonly number[];
  highlight: number;
  /** The last values of the curves in the strip of trust, by their names. */
  trust: Readonly<Record<"score" | "ess" | "gap", number>>;
  x: Dimension;
  y: Readonly<Record<FigureName, Dimension>>;
  names: readonly string[];
  color(feature: number): string;
}

export class CurveLabels {
  /** The zones in words. */
  readonly sentence = make("p", { class: "lw-plot-headline" });
  readonly #zones: Stretches;
  readonly #grades: Stretches;
  readonly #weights: EndLabels;
  readonly #trust: EndLabels;

  constructor(plot: (figure: FigureName) => Plot) {
    [this.#zones, this.#grades] = [new Stretches(plot("weights")), new Stretches(plot("trust"))];
    [this.#weights, this.#trust] = [new EndLabels(plot("weights")), new EndLabels(plot("trust"))];
  }

  draw({ drawn, shown, highlight, trust, x, y, names, color }: Labelled): void {
    const zones = zonesOf(drawn);
    write(this.sentence, drawn.coef.size === 0 ? "" : zoneSentence(zones));
    const few = zones.fewUntil === undefined ? 0 : x.share(zones.fewUntil);
    const whole = zones.wholeFrom === undefined ? 1 : Math.max(few, x.share(zones.wholeFrom));
    this.#zones.draw([
      ["zone.few", 0, few],
      ["zone.local", few, whole],
      ["zone.whole", whole, 1],
    ]);
    this.#grades.draw(
      gradesOf(drawn).map(({ value, from, to }) => [
        gradeIds[value] ?? "grade.fair",
        x.share(from),
        x.share(to),
      ]),
    );
    const pointed = shown.includes(highlight);
    const curves = shown.slice(0, most).map((feature) => ({
      key: feature,
      text: names[feature] ?? "",
      color: color(feature),
      value: [...(drawn.coef.get(feature) ?? [])].findLast(Number.isFinite) ?? Number.NaN,
      pale: pointed && feature !== highlight,
    }));
    this.#weights.draw(curves, y.weights);
    const lines = (["score", "ess", "gap"] as const).map((name) => ({
      key: name,
      text: say(trustIds[name]),
      color: "var(--lw-fg)",
      // A curve that leaves the strip is named at its edge.
      value: Math.max(0, trust[name]),
      pale: false,
    }));
    this.#trust.draw(lines, y.trust);
  }

  clear(): void {
    write(this.sentence, "");
    for (const each of [this.#zones, this.#grades, this.#weights, this.#trust]) each.clear();
  }
}

const trustIds = { score: "trust.score", ess: "trust.ess", gap: "trust.gap" } as const;
const gradeIds: readonly TextId[] = ["grade.good", "grade.fair", "grade.poor"];

/** Names of stretches of the widths, along the top of a figure. */
class Stretches {
  readonly #node = make("div", { class: "lw-zones", "aria-hidden": "true" });

  constructor(plot: Plot) {
    plot.surface.append(this.#node);
  }

  /** Draw the names between two shares of the figure's width. */
  draw(stretches: readonly (readonly [TextId, number, number])[]): void {
    const nodes = stretches.map(([id, from, to]) => {
      const names = to - from < narrow ? [] : [make("span", { class: "lw-zone-name" }, say(id))];
      const node = make("span", { class: "lw-zone" }, ...names);
      node.style.left = `${(100 * from).toFixed(2)}%`;
      node.style.width = `${(100 * (to - from)).toFixed(2)}%`;
      return node;
    });
    this.#node.replaceChildren(...nodes);
  }

  clear(): void {
    this.#node.replaceChildren();
  }
}
