// R² against the number of features. The line at the present number is dragged; the bars of the explanation follow.
import type { Fidelity } from "../../model/wire";
import { type Dimension, dimensionOf } from "../../plot/dimension";
import { EndLabels } from "../../plot/labels";
import { curvesOf, put } from "../../plot/parts";
import type { Plot, PlottedStage } from "../../plot/plot";
import { putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { score } from "../../words/format";
import { colors } from "./colors";
import { enough, type ScoreCurves, scoredAt, scoresOf } from "./scores";
import { makeSteering, present, type Steering } from "./steering";

/** R² below this only says that the mean would do better. */
const lowest = -0.1;
/** The share of the axis for the names of the curves. */
const named = 0.14;

export class FeatureCurve {
  readonly caption = make("p", { class: "lw-figure-caption" });
  readonly readout = make("p", { class: "lw-figure-readout", role: "status", "aria-live": "off" });
  readonly #stage: PlottedStage;
  readonly #plot: Plot;
  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #ends: EndLabels;
  readonly #steering: Steering;
  #curves: ScoreCurves | null = null;
  #selects = true;
  #exact = false;

  constructor(stage: PlottedStage) {
    this.#stage = stage;
    const { parts } = stage;
    this.#plot = stage.plot("features");
    [this.#x, this.#y] = [dimensionOf(parts("x_features")), dimensionOf(parts("y_features"))];
    this.#ends = new EndLabels(this.#plot);
    this.#steering = makeSteering(stage, this.#x, () => (this.#selects ? this.#curves : null));
    this.#plot.onSize(() => this.#drawTicks());
  }

  draw(found: Fidelity | null): void {
    const { parts } = this.#stage;
    this.#curves = found === null ? null : scoresOf(found.by_features);
    const divides = found?.divides ?? false;
    this.#selects = !divides && (found?.selects ?? true);
    this.#exact = found?.exact ?? false;
    const curves = this.#curves;
    const fixed = divides ? "faithful.shapley" : "faithful.all";
    write(this.caption, say(this.#selects ? "faithful.features" : fixed));
    if (curves === null) {
      for (const name of ["band", "scores", "score_points"]) put(parts(name), curvesOf([]));
      this.#ends.clear();
    } else {
      this.#drawCurves(curves);
    }
    this.drawChosen();
  }

  /** Draw the line at the present number of features, and say what it does. */
  drawChosen(): void {
    const { study, parts } = this.#stage;
    const curves = this.#curves;
    const known = curves !== null;
    const n = present(study);
    const { low, high } = this.#y;
    const line = known && Number.isFinite(n) ? [{ x: [n, n], y: [low, high] }] : [];
    put(parts("chosen"), { ...curvesOf(line), colors: ["var(--lw-accent)"] });
    this.#steering.draw();
    write(this.readout, curves === null ? "" : this.#sentence(curves, n));
    mark(this.#stage.root, "data-features", String(n));
  }

  #drawCurves(curves: ScoreCurves): void {
    const { parts } = this.#stage;
    const { at, fresh, half } = curves;
    const shown = this.#shown(curves);
    const least = Math.min(0, ...shown.flatMap(({ y }) => [...y].filter(Number.isFinite)));
    // The names of the curves stand to the right of their ends.
    const last = Math.max(2, at.at(-1) ?? 2);
    this.#x.set(0.6, last + 0.4 + named * last);
    this.#y.set(Math.max(lowest, least - 0.03), 1.02);
    const measured = fresh.some(Number.isFinite);
    const upper = Float64Array.from(fresh, (each, i) => each + (half[i] ?? 0));
    const lower = Float64Array.from(fresh, (each, i) => each - (half[i] ?? 0));
    const around = { x: [...at, ...[...at].reverse()], y: [...upper, ...[...lower].reverse()] };
    put(parts("band"), {
      ...curvesOf(measured ? [around] : []),
      colors: [colors.fresh],
      fill_colors: [colors.fresh],
      fill_opacities: [0.16],
    });
    put(parts("scores"), {
      ...curvesOf(shown.map(({ y }) => ({ x: at, y }))),
      colors: shown.map(({ color }) => color),
    });
    // Points only where they stay apart.
    const dotted = shown.flatMap(({ y, color }) =>
      [...at].map((x, i) => ({ x, y: y[i] ?? Number.NaN, color })),
    );
    const dots = dotted.filter(({ y }) => Number.isFinite(y));
    put(parts("score_points"), {
      x: Float64Array.from(dots, ({ x }) => x),
      y: Float64Array.from(dots, ({ y }) => y),
      colors: dots.map(({ color }) => color),
    });
    this.#ends.draw(
      shown.map(({ key, text, y, color }) => ({
        key,
        text,
        color,
        pale: false,
        value: y.at(-1) ?? Number.NaN,
      })),
      this.#y,
    );
    this.#drawTicks();
  }

  #shown({ score: inside, left, fresh }: ScoreCurves) {
    const all = [
      { key: "score", text: say("faithful.score"), y: inside, color: colors.score },
      { key: "left", text: say("faithful.left"), y: left, color: colors.left },
      { key: "fresh", text: say("faithful.unseen"), y: fresh, color: colors.fresh },
    ];
    return all.filter(({ key, y }) => y.some(Number.isFinite) && !(this.#exact && key === "left"));
  }

  #sentence(curves: ScoreCurves, n: number): string {
    const { at } = curves;
    const place = at.indexOf(n);
    const values = scoredAt(curves, place);
    const said = {
      number: say("faithful.number", { n }),
      score: score(values.score),
      left: score(values.left),
    };
    const fresh = { fresh: score(values.fresh), half: values.half.toFixed(2) };
    const id = Number.isFinite(values.fresh) ? "faithful.at_fresh" : "faithful.at";
    const here = place < 0 ? "" : say(this.#exact ? "faithful.at_exact" : id, { ...said, ...fresh });
    const fewest = enough(curves);
    // That all features do as well as any number of them says nothing.
    const fewer =
      fewest === at.length - 1
        ? ""
        : say("faithful.enough", {
            n: at[fewest] ?? n,
            left: score(curves.left[fewest] ?? Number.NaN),
          });
    return this.#selects ? [here, fewer].filter((each) => each !== "").join(". ") : here;
  }

  #drawTicks(): void {
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 40, say("faithful.axis_features"), (low, high, most) =>
      wholeTicks(low, Math.min(high, this.#curves?.at.at(-1) ?? high), most),
    );
    putTicks(axes.y, this.#y, area.height, 40, say("faithful.axis_score"));
  }
}

/** Numbers of features are whole. */
export function wholeTicks(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => (last - first) / each < most) ?? 5000;
  const ticks = Array.from({ length: Math.floor(last / step) }, (_, k) => (k + 1) * step);
  return step > 1 && first === 1 ? [1, ...ticks] : ticks;
}
