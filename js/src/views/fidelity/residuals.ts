// The residuals of the samples against their distance: points on a canvas, the kernel as a shade, running averages.
import type { StudyModel } from "../../model/study_model";
import type { Samples } from "../../model/wire";
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import { EndLabels } from "../../plot/labels";
import { curvesOf, put } from "../../plot/parts";
import type { Area, Plot, PlottedStage } from "../../plot/plot";
import { themeOf } from "../../plot/ramp";
import { distanceTicks, putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { remembered } from "../../ui/remembered";
import { number } from "../../words/format";
import { subjectOf } from "../../words/wording";
import { paintKernel, paintPoints } from "../samples/painting";
import { type Points, pointsOf, upOf, weighed } from "../samples/points";
import { colors } from "./colors";
import { beyond, frame, paintBeyond, quantile } from "./frame";
import { runningOf } from "./running";

export class ResidualPlot {
  readonly caption = make("p", { class: "lw-figure-caption" });
  readonly key = make("p", { class: "lw-plot-note" });
  readonly repaint: () => void;
  readonly #stage: PlottedStage;
  readonly #plot: Plot;
  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #ends: EndLabels;
  readonly #pointsOf = remembered((samples: Samples | null) => samples && pointsOf(samples));
  #points: Points | null = null;
  #up: Float64Array | null = null;
  /** The rows that lie beyond the frame. */
  #beyond: readonly number[] = [];
  #weights: ArrayLike<number> = [];

  constructor(stage: PlottedStage) {
    this.#stage = stage;
    this.#plot = stage.plot("residuals");
    const { parts } = stage;
    [this.#x, this.#y] = [dimensionOf(parts("x_residuals")), dimensionOf(parts("y_residuals"))];
    this.#ends = new EndLabels(this.#plot);
    this.repaint = this.#plot.layer((brush, area) => this.#paint(brush, area));
    this.#plot.onSize(() => this.#drawTicks());
  }

  draw(): void {
    const { study } = this.#stage;
    write(this.caption, say("faithful.residuals", { one: subjectOf(study).one }));
    this.#points = this.#pointsOf(study.get("samples") ?? null);
    this.#up = this.#points && upOf(this.#points, "residual");
    if (this.#points === null || this.#up === null) this.#clear();
    else {
      this.#weights = weighed(this.#points, String(study.parameter("kernel")), study.get("kernel_width"));
      this.#drawLines(this.#points, this.#up);
    }
    this.repaint();
  }

  readonly #drawLines = remembered((points: Points, up: Float64Array) => {
    const { parts } = this.#stage;
    const { at, mean, rms } = runningOf(points, up);
    const far = points.across.reduce((most, each) => Math.max(most, each), 0);
    hold(this.#x, -0.03 * far, 1.03 * far || 1);
    frame(this.#y, up, rms);
    this.#beyond = beyond(up, this.#y);
    const ends = [this.#x.low, this.#x.high];
    put(parts("zero"), { ...curvesOf([{ x: ends, y: [0, 0] }]), colors: ["var(--lw-edge)"] });
    const below = rms.map((each) => -each);
    put(parts("rms"), {
      ...curvesOf([
        { x: at, y: rms },
        { x: at, y: below },
      ]),
      colors: ["var(--lw-fg)", "var(--lw-fg)"],
    });
    put(parts("mean"), { ...curvesOf([{ x: at, y: mean }]), colors: [colors.fresh] });
    const label = (key: string, text: string, value: number | undefined, color: string) => ({
      key,
      text,
      value: value ?? Number.NaN,
      color,
      pale: false,
    });
    // One place has no line.
    const lined = at.length > 1;
    const key = say(lined ? "faithful.residual_key" : "faithful.residual_shade");
    write(this.key, [key, this.#beyondSentence(up)].join(" ").trim());
    const named = [
      label("rms", say("faithful.rms"), rms.at(-1), "var(--lw-fg)"),
      label("mean", say("faithful.mean"), mean.at(-1), colors.fresh),
    ];
    this.#ends.draw(lined ? named : [], this.#y);
    this.#drawTicks();
    mark(this.#stage.root, "data-places", String(at.length));
  });

  #beyondSentence(up: Float64Array): string {
    const n = this.#beyond.length;
    return n === 0 ? "" : say("faithful.beyond", { n, size: number(quantile(up, 1)) });
  }

  #clear(): void {
    for (const name of ["zero", "rms", "mean"]) put(this.#stage.parts(name), curvesOf([]));
    this.#ends.clear();
  }

  #drawTicks(): void {
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 60, undefined, distanceTicks);
    putTicks(axes.y, this.#y, area.height, 26, say("samples.difference"));
  }

  #paint(brush2d: CanvasRenderingContext2D, { width, height }: Area): void {
    const [points, up, weights] = [this.#points, this.#up, this.#weights];
    if (points === null || up === null) return;
    const { root, study }: { root: HTMLElement; study: StudyModel } = this.#stage;
    const theme = themeOf(root);
    const places = {
      x: (value: number) => this.#x.share(value) * width,
      y: (value: number) => (1 - this.#y.share(value)) * height,
    };
    paintKernel(brush2d, { width, height }, (share) => this.#x.value(share), study, theme);
    paintPoints(brush2d, { points, weights, up, pointed: -1, brush: null }, places, theme);
    const x = (row: number) => places.x(points.across[row] as number);
    paintBeyond(brush2d, this.#beyond, { x, up }, { width, height }, theme);
    mark(root, "data-painted", String(Number(root.dataset["painted"] ?? 0) + 1));
  }
}
