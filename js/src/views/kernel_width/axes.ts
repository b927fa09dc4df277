// The axes of the figures: one of kernel widths, and one upwards in each figure.
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import type { PlottedStage } from "../../plot/plot";
import { linearTicks, logTicks, putTicks } from "../../plot/ticks";
import { whatOf } from "../../words/wording";
import { type Curves, type FigureName, figures } from "./scene";

export type Heights = Readonly<Record<FigureName, Dimension>>;

// The small figures have no room for longer labels; the key and the readout explain them.
const labels = { weights: "", score: "R²", ess: "eff. samples", gap: "gap" };

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
  }

  /** Set the ends of all axes. */
  span({ along, heights, loose }: Curves): void {
    this.x.set(...along);
    for (const name of figures) {
      if (loose.includes(name)) hold(this.y[name], ...heights[name]);
      else this.y[name].set(...heights[name]);
    }
  }

  drawTicks(name: FigureName): void {
    const { study, plot } = this.#stage;
    const { area, axes } = plot(name);
    if (area === null) return;
    const logistic = study.get("frames")?.surrogate === "logistic";
    const what = `${whatOf(study)}${logistic ? " in log-odds" : ""}`;
    const label = name === "weights" ? what : labels[name];
    putTicks(axes.x, this.x, area.width, 40, undefined, logTicks);
    const room = name === "weights" ? 30 : 22;
    putTicks(axes.y, this.y[name], area.height, room, label, name === "ess" ? logTicks : linearTicks);
  }
}
