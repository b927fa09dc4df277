// The samples as points: distance from the instance, the model's answers, and the surrogate's residuals.
// lime_widgets/widgets/plots/neighborhood.py declares the figure and answers the brush.

import { isCurrent, saveTo, watchTraits } from "../../model/study_model";
import type { Brush, Brushed, Samples, Cloud as WireCloud } from "../../model/wire";
import { put } from "../../plot/parts";
import { type Area, type Plot, type PlottedStage, plotted } from "../../plot/plot";
import { themeOf } from "../../plot/ramp";
import { make, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { failureOf } from "../../words/failure";
import { emptySentence, subjectOf } from "../../words/wording";
import { paintKernel, paintPoints, paintTraining } from "../samples/painting";
import {
  type Against,
  type Cloud,
  clearOf,
  cloudFrom,
  type Points,
  pointsOf,
  selectionOf,
  upOf,
  weighed,
} from "../samples/points";
import { type Aim, makeAim } from "./aim";
import { Axes } from "./axes";
import { type Brushing, makeBrushing } from "./brushing";
import { type Modes, makeModes } from "./modes";
import { brushMark, offDataSentence, sampleSentence } from "./scene";
import { makeSelected, type Selected } from "./selected";
import { levelName, traits, waitSentence } from "./study";

export default plotted("neighborhood", ["neighborhood"], (stage: PlottedStage) => {
  const { model, root, signal, watch, guarded } = stage;
  const samples = new SamplePlot(stage);
  const draw = () => samples.draw();
  const drawBrush = () => samples.drawBrush();
  watch(traits, draw);
  watchTraits(model, ["against", "cloud", "training"], signal, guarded(draw));
  watchTraits(model, ["brush", "rows"], signal, guarded(drawBrush));
  root.addEventListener("lw-theme", samples.repaint, { signal });
});

class SamplePlot {
  readonly #stage: PlottedStage;

  readonly repaint: () => void;
  readonly #plot: Plot;
  readonly #axes: Axes;
  readonly #modes: Modes;
  readonly #sentence = make("p", { class: "lw-held", role: "status" });
  readonly #note = make("p", { class: "lw-plot-note" });
  readonly #aim: Aim;
  readonly #brushing: Brushing;
  readonly #selected: Selected;
  readonly #pointsOf = remembered((samples: Samples | null) => samples && pointsOf(samples));
  readonly #cloudOf = remembered(cloudFrom);
  #points: Points | null = null;
  #cloud: Cloud | null = null;
  #weights: ArrayLike<number> = [];
  /** The vertical positions; null where they are not known yet. */
  #up: Float64Array | null = null;
  /** The listed row under the pointer. */
  #pointed = -1;

  constructor(stage: PlottedStage) {
    this.#stage = stage;

    const { signal, head, foot, model } = stage;
    this.#plot = stage.plot("neighborhood");
    this.#axes = new Axes(stage, this.#plot);
    this.#modes = makeModes(signal, model.get("over_data") === true, (values) => this.#save(values));
    this.#aim = makeAim(stage.study, signal);
    head.append(this.#modes.node, this.#sentence, this.#aim.node, this.#note);
    this.#selected = makeSelected(signal, (row) => {
      this.#pointed = row;
      this.repaint();
    });
    foot.append(this.#selected.node);
    this.#brushing = makeBrushing(this.#plot, this.#axes, signal, (brush) => this.#setBrush(brush));
    this.repaint = this.#plot.layer((brush2d, area) => this.#paint(brush2d, area));
  }

  draw(): void {
    const { study, root, model } = this.#stage;
    this.#aim.draw(frameInForce(study, root));
    this.#points = this.#pointsOf(study.get("samples") ?? null);
    this.#cloud = this.#cloudOf((model.get("cloud") ?? null) as WireCloud | null);
    this.#up = this.#points && upOf(this.#points, this.#against(), this.#cloud);
    if (this.#points !== null) {
      this.#weights = weighed(this.#points, String(study.parameter("kernel")), study.get("kernel_width"));
      if (this.#up !== null) this.#axes.span(this.#points, this.#up, this.#against(), this.#cloud);
    }
    this.drawBrush();
  }

  /** Draw only what depends on the brush. */
  drawBrush(): void {
    const { study, model, parts } = this.#stage;
    const brush = this.#brush();
    const against = this.#against();
    this.#modes.draw(against, levelName(study, against), this.#training() !== null);
    put(parts("brush"), brushMark(brush));
    this.#brushing.draw(brush);
    const known = this.#points !== null && this.#up !== null;
    const missing = this.#points === null ? emptySentence(study) : known ? "" : waitSentence(against);
    const failure = failureOf(study);
    write(this.#note, failure || missing);
    show(this.#note, failure + missing !== "");
    show(this.#sentence, known);
    if (this.#points !== null && this.#up !== null) this.#drawSentence(this.#points, this.#up, brush);
    const former = this.#points !== null && !isCurrent(study);
    this.#plot.surface.parentElement?.classList.toggle("lw-former", former);
    const rows = brush === null ? null : ((model.get("rows") ?? null) as Brushed | null);
    this.#selected.draw(rows, study.get("samples") ?? null, study.get("text") ?? null, study.get("row"));
    this.repaint();
  }

  #drawSentence(points: Points, up: Float64Array, brush: Brush | null): void {
    const { study, root } = this.#stage;
    const selection = selectionOf(points, this.#weights, up, brush);
    const many = study.get("frames")?.exact ? subjectOf(study).many : null;
    write(
      this.#sentence,
      sampleSentence(points, selection, brush, many, Math.abs(this.#axes.y.high - this.#axes.y.low)) +
        offDataSentence(study.get("samples")?.off_data ?? null, this.#against()),
    );
    mark(root, "data-held", String(brush === null ? 0 : selection.rows));
  }

  #paint(brush2d: CanvasRenderingContext2D, area: Area): void {
    const [points, weights, up, pointed] = [this.#points, this.#weights, this.#up, this.#pointed];
    if (points === null || up === null) return;
    const { root } = this.#stage;
    const places = this.#axes.places(area);
    paintKernel(brush2d, area, (share) => this.#axes.x.value(share), this.#stage.study, themeOf(root));
    paintPoints(brush2d, { points, weights, up, pointed, brush: this.#brush() }, places, themeOf(root));
    paintTraining(brush2d, this.#training(), points.rooms, places, themeOf(root));
    mark(root, "data-painted", String(Number(root.dataset["painted"] ?? 0) + 1));
  }

  #against(): Against {
    const { model } = this.#stage;
    const wanted = model.get("against");
    if (wanted === "data") return model.get("over_data") === true ? "data" : "prediction";
    return wanted === "residual" ? "residual" : "prediction";
  }

  /** The training rows; null where they are not shown. */
  #training(): Cloud["training"] | null {
    const shown = this.#against() === "data" && this.#stage.model.get("training") !== false;
    return shown ? (this.#cloud?.training ?? null) : null;
  }

  #brush(): Brush | null {
    return (this.#stage.model.get("brush") ?? null) as Brush | null;
  }

  #setBrush(brush: Brush | null): void {
    if (brush === null && this.#brush() === null) return;
    const clear = (end: number) => clearOf(this.#points?.rooms ?? null, end);
    this.#save({ brush: brush && { x: [clear(brush.x[0]), clear(brush.x[1])], y: brush.y } });
  }

  #save(values: Readonly<Record<string, unknown>>): void {
    const { model } = this.#stage;
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    saveTo(model);
  }
}
