// The axes of the samples: their ends, their ticks and the level line.

import type { StudyModel } from "../../model/study_model";
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import { put } from "../../plot/parts";
import type { Area, Plot, PlottedStage } from "../../plot/plot";
import { distanceTicks, putTicks } from "../../plot/ticks";
import type { Against, Cloud, Points } from "../samples/points";
import { makeHere } from "./here";
import { acrossOf, levelMark, type Range, upwardsOf } from "./scene";
import { axisLabel } from "./study";

export class Axes {
  readonly x: Dimension;
  readonly y: Dimension;
  readonly #plot: Plot;
  readonly #parts: PlottedStage["parts"];
  readonly #study: StudyModel;
  readonly #here: ReturnType<typeof makeHere>;
  #against: Against = "prediction";

  constructor({ parts, study }: PlottedStage, plot: Plot) {
    [this.x, this.y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
    [this.#plot, this.#parts, this.#study] = [plot, parts, study];
    this.#here = makeHere(plot.surface);
    plot.onSize(() => this.#drawTicks());
  }

  /** Set the axes so that they contain every sample at any width. */
  span(points: Points, up: Float64Array, against: Against, cloud: Cloud | null): void {
    this.#against = against;
    const setEnds = (dimension: Dimension, { low, high, exact }: Range) =>
      exact ? dimension.set(low, high) : hold(dimension, low, high);
    setEnds(this.x, acrossOf(points));
    setEnds(this.y, upwardsOf(up, against, this.#study.get("outputs").kind));
    put(this.#parts("fit"), levelMark(up, against, this.x.low, this.x.high, cloud?.edge));
    this.#here(this.x.share(0), this.y.share(up[0] ?? 0));
    this.#drawTicks();
  }

  /** Positions on a canvas of this size, in pixels. */
  places({ width, height }: Area) {
    return {
      x: (value: number) => this.x.share(value) * width,
      y: (value: number) => (1 - this.y.share(value)) * height,
    };
  }

  #drawTicks(): void {
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.x, area.width, 60, undefined, distanceTicks);
    putTicks(axes.y, this.y, area.height, 36, axisLabel(this.#study, this.#against));
  }
}
