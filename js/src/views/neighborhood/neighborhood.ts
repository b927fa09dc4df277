// The samples as points: distance from the instance, the model's answers, and the surrogate's residuals.
// lime_widgets/widgets/plots/neighborhood.py declares the figure and answers the brush.

import { isCurrent, saveTo, watchTraits } from "../../model/study_model";
import type { Brush, Brushed, Samples } from "../../model/wire";
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import { put } from "../../plot/parts";
import { type Area, type Plot, type PlottedStage, plotted } from "../../plot/plot";
import { themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { make, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { failureOf } from "../../words/failure";
import { emptySentence, subjectOf } from "../../words/wording";
import { paintKernel, paintPoints } from "../samples/painting";
import { type Against, clearOf, type Points, pointsOf, selectionOf, upOf, weighed } from "../samples/points";
import { type Brushing, makeBrushing } from "./brushing";
import { makeHere } from "./here";
import { type Modes, makeModes } from "./modes";
import { acrossOf, brushMark, levelMark, type Range, sampleSentence, upwardsOf } from "./scene";
import { makeSelected, type Selected } from "./selected";
import { axisLabel, levelName, traits } from "./study";

export default plotted("neighborhood", ["neighborhood"], (stage: PlottedStage) => {
  const { model, root, signal, watch, guarded } = stage;
  const samples = new SamplePlot(stage);
  const draw = () => samples.draw();
  const drawBrush = () => samples.drawBrush();
  watch(traits, draw);
  watchTraits(model, ["against"], signal, guarded(draw));
  watchTraits(model, ["brush", "rows"], signal, guarded(drawBrush));
  root.addEventListener("lw-theme", samples.repaint, { signal });
});

class SamplePlot {
  readonly #stage: PlottedStage;

  readonly repaint: () => void;
  readonly #plot: Plot;
  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #modes: Modes;
  readonly #here: ReturnType<typeof makeHere>;
  readonly #line = make("span", { class: "lw-line-key" });
  readonly #sentence = make("p", { class: "lw-held", role: "status" });
  readonly #note = make("p", { class: "lw-plot-note" });
  readonly #brushing: Brushing;
  readonly #selected: Selected;
  readonly #pointsOf = remembered((samples: Samples | null) => samples && pointsOf(samples));
  #points: Points | null = null;
  #weights: ArrayLike<number> = [];
  /** The vertical positions; null where they are not known yet. */
  #up: Float64Array | null = null;
  /** The listed row under the pointer. */
  #pointed = -1;

  constructor(stage: PlottedStage) {
    this.#stage = stage;

    const { signal, parts, head, foot } = stage;
    this.#plot = stage.plot("neighborhood");
    [this.#x, this.#y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
    this.#modes = makeModes(signal, (against) => this.#save({ against, brush: null }));
    const tools = make("div", { class: "lw-plot-tools" }, this.#modes.node, this.#line, makeRampKey());
    head.append(tools, this.#sentence, this.#note);
    this.#selected = makeSelected(signal, (row) => {
      this.#pointed = row;
      this.repaint();
    });
    foot.append(this.#selected.node);
    this.#brushing = makeBrushing(this.#plot, { x: this.#x, y: this.#y }, signal, (brush) =>
      this.#setBrush(brush),
    );
    this.#here = makeHere(this.#plot.surface);
    this.repaint = this.#plot.layer((brush2d, area) => this.#paint(brush2d, area));
    this.#plot.onSize(() => this.#drawTicks());
  }

  draw(): void {
    const { study, root } = this.#stage;
    frameInForce(study, root);
    this.#points = this.#pointsOf(study.get("samples") ?? null);
    this.#up = this.#points && upOf(this.#points, this.#against());
    if (this.#points !== null) {
      this.#weights = weighed(this.#points, String(study.parameter("kernel")), study.get("kernel_width"));
      if (this.#up !== null) this.#span(this.#points, this.#up);
    }
    this.drawBrush();
  }

  /** Draw only what depends on the brush. */
  drawBrush(): void {
    const { study, model, parts } = this.#stage;
    const brush = this.#brush();
    this.#modes.draw(this.#against());
    put(parts("brush"), brushMark(brush));
    this.#brushing.draw(brush);
    const known = this.#points !== null && this.#up !== null;
    const missing = this.#points === null ? emptySentence(study) : known ? "" : say("samples.wait");
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
      sampleSentence(points, selection, brush, many, Math.abs(this.#y.high - this.#y.low)),
    );
    mark(root, "data-held", String(brush === null ? 0 : selection.rows));
  }

  /** Set the axes so that they contain every sample at any width. */
  #span(points: Points, up: Float64Array): void {
    const { study, parts } = this.#stage;
    const against = this.#against();
    const setEnds = (dimension: Dimension, { low, high, exact }: Range) =>
      exact ? dimension.set(low, high) : hold(dimension, low, high);
    setEnds(this.#x, acrossOf(points));
    setEnds(this.#y, upwardsOf(up, against, study.get("outputs").kind));
    put(parts("fit"), levelMark(up, against, this.#x.low, this.#x.high));
    write(this.#line, levelName(study, against));
    this.#here(this.#x.share(0), this.#y.share(up[0] ?? 0));
    this.#drawTicks();
  }

  #drawTicks(): void {
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 60);
    putTicks(axes.y, this.#y, area.height, 36, axisLabel(this.#stage.study, this.#against()));
  }

  #paint(brush2d: CanvasRenderingContext2D, { width, height }: Area): void {
    const [points, weights, up, pointed] = [this.#points, this.#weights, this.#up, this.#pointed];
    if (points === null || up === null) return;
    const { root } = this.#stage;
    const places = {
      x: (value: number) => this.#x.share(value) * width,
      y: (value: number) => (1 - this.#y.share(value)) * height,
    };
    paintKernel(
      brush2d,
      { width, height },
      (share) => this.#x.value(share),
      this.#stage.study,
      themeOf(root),
    );
    paintPoints(brush2d, { points, weights, up, pointed, brush: this.#brush() }, places, themeOf(root));
    mark(root, "data-painted", String(Number(root.dataset["painted"] ?? 0) + 1));
  }

  #against(): Against {
    return this.#stage.model.get("against") === "residual" ? "residual" : "prediction";
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

/** The colors of the points: the weights of the samples. */
function makeRampKey(): HTMLElement {
  const ramp = make("span", { class: "lw-ramp", "aria-hidden": "true" });
  return make("span", { class: "lw-ramp-key" }, say("samples.lightest"), ramp, say("samples.heaviest"));
}
