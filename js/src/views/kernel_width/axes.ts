// The axes of the figures: one of kernel widths, and one upwards in each figure.
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import { put } from "../../plot/parts";
import type { PlottedStage } from "../../plot/plot";
import { logTicks, putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { whatText } from "../../words/wording";
import { type Curves, type FigureName, figures } from "./scene";

export type Heights = Readonly<Record<FigureName, Dimension>>;

export class WidthAxes {
  readonly x: Dimension;
  readonly y: Heights;
  readonly #stage: PlottedStage;

  constructor(stage: PlottedStage) {
    this.#stage = stage;
    this.x = dimensionOf(stage.parts("x"));
    this.y = Object.fromEntries(
      figures.map((name) => [name, dimensionOf(stage.parts(`y_${name}`))]),
    ) as Heights;
    for (const name of figures) stage.plot(name).onSize(() => this.drawTicks(name));
  }

  /** Set the ends of all axes. */
  span({ along, heights, loose }: Curves): void {
    this.x.set(...along);
    for (const name of figures) {
      if (loose.includes(name)) hold(this.y[name], ...heights[name]);
      else this.y[name].set(...heights[name]);
    }
  }

  /** Draw the lines at the current width and at the target; undefined draws none. */
  drawLines(width: number | undefined, target: number | undefined): void {
    const { parts } = this.#stage;
    const colors = ["var(--lw-accent)"];
    const ends = ({ low, high }: Dimension) => Float64Array.of(low, high);
    const none = new Float64Array(0);
    for (const name of figures) {
      const [x, y] = width === undefined ? [none, none] : [Float64Array.of(width, width), ends(this.y[name])];
      put(parts(`width_${name}`), { x, y, colors });
    }
    const [x, y] = target === undefined ? [none, none] : [ends(this.x), Float64Array.of(target, target)];
    put(parts("target"), { x, y, colors });
  }

  drawTicks(name: FigureName): void {
    const { study, plot } = this.#stage;
    const { area, axes } = plot(name);
    if (area === null) return;
    const logistic = study.get("frames")?.surrogate === "logistic";
    const bare = whatText(study);
    const what = logistic ? say("axis.log_odds", { what: bare }) : bare;
    const label = name === "weights" ? what : say("trust.axis");
    putTicks(axes.x, this.x, area.width, 40, undefined, logTicks);
    putTicks(axes.y, this.y[name], area.height, 30, label);
  }
}
