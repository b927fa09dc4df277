// The weights against the kernel width, with the measures of trust below. The user drags the line of the current
// width. lime_widgets/widgets/plots/kernel_width.py declares the figures.

import type { Sweep } from "../../model/frames";
import { largestWeight } from "../../model/largest";
import { isShapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import { put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { make, mark, show, write } from "../../ui/elements";
import { type Force, frameInForce } from "../../ui/force";
import { makePlaying } from "../../ui/playing";
import { remembered } from "../../ui/remembered";
import { failureOf } from "../../words/failure";
import { emptySentence } from "../../words/wording";
import { WidthAxes } from "./axes";
import { makeSelect } from "./choices";
import { makeKeys, readoutTexts } from "./keys";
import { CurveLabels } from "./labels";
import { LastSweep } from "./last_sweep";
import { makeLegend } from "./legend";
import type { Seen } from "./pointing";
import { cleared, curvesOfWidths, figures, gradesMark, shadeOf, traits } from "./scene";
import { makeSteering } from "./steering";
import { makeTarget } from "./target";
import type { Widths } from "./widths";

const none = new Float64Array(0);

export default plotted("kernel-width", figures, (stage: PlottedStage) => {
  const curves = new WidthCurves(stage);
  stage.watch(traits, () => curves.draw());
});

class WidthCurves {
  readonly #stage: PlottedStage;

  readonly #axes: WidthAxes;
  readonly #legend;
  readonly #target;
  readonly #choices;
  readonly #steering;
  readonly #keys = makeKeys();
  readonly #readout = make("div", { class: "lw-readout", role: "status", "aria-live": "off" });
  readonly #note = make("p", { class: "lw-plot-note" });
  readonly #labels;
  readonly #last = new LastSweep();
  #clears = 0;
  #seen: Seen = { drawn: undefined, shown: [] };

  constructor(stage: PlottedStage) {
    this.#stage = stage;

    const { study, signal, plot, head, foot, guarded } = stage;
    this.#axes = new WidthAxes(stage);
    this.#legend = makeLegend(
      study,
      signal,
      guarded(() => this.draw()),
    );
    this.#target = makeTarget(study, signal);
    this.#choices = ["kernel", "distance"].map((name) => makeSelect(name, study, signal));
    this.#labels = new CurveLabels(plot);
    const tools = make(
      "div",
      { class: "lw-plot-tools" },
      makePlaying(study, signal),
      this.#target.node,
      make("span", { class: "lw-width-choices" }, ...this.#choices.map(({ node }) => node)),
      this.#target.missed,
    );
    head.append(this.#labels.sentence, tools, this.#readout, this.#note);
    foot.append(this.#legend.node, ...this.#keys.nodes);
    this.#steering = makeSteering(
      stage,
      { x: this.#axes.x, y: this.#axes.y, target: this.#target },
      () => this.#seen,
    );
  }

  draw(): void {
    const { study, root, plot } = this.#stage;
    const force = frameInForce(study, root);
    const drawn = this.#last.follow(study);
    const former = drawn !== undefined && this.#last.isFormer(study);
    const ranked = drawn?.ranked ?? force?.frame.bars.map(({ feature }) => feature) ?? [];
    this.#seen = { drawn, shown: this.#legend.shown(ranked) };
    const { sweep } = this.#last;
    if (drawn === undefined || sweep === undefined) this.#clear();
    else {
      const { values, low, high } = study.get("prediction");
      this.#drawCurves(
        sweep,
        drawn,
        this.#seen.shown.join(),
        study.get("highlight"),
        values[sweep.output] ?? Number.NaN,
        high - low,
        study.get("features"),
        this.#clears,
      );
    }
    this.#drawLines();
    for (const name of figures) plot(name).surface.parentElement?.classList.toggle("lw-former", former);
    root.classList.toggle("lw-widthless", isShapley(study));
    write(this.#note, failureOf(study) || missingOf(study, drawn));
    show(this.#note, this.#note.textContent !== "");
    this.#target.draw();
    for (const choice of this.#choices) choice.draw();
    this.#drawReadout(force, ranked);
    mark(root, "data-curves", String(drawn === undefined ? 0 : this.#seen.shown.length));
    mark(root, "data-former", String(former));
  }

  /** A drag of the width changes none of the arguments, and draws no curve. `_clears` draws again what was cleared. */
  readonly #drawCurves = remembered(
    (
      sweep: Sweep,
      widths: Widths,
      _shown: string,
      highlight: number,
      model: number,
      spread: number,
      _features: unknown,
      _clears: number,
    ) => {
      const { parts, study } = this.#stage;
      const color = (feature: number) => this.#legend.color(feature);
      const { shown } = this.#seen;
      const scene = curvesOfWidths({ sweep, widths, shown, highlight, model, spread, color });
      this.#axes.span(scene);
      for (const [name, values] of Object.entries(scene.marks)) put(parts(name), values);
      for (const name of figures) {
        const { low, high } = this.#axes.y[name];
        put(parts(`few_${name}`), shadeOf(scene.stretches, low, high));
        this.#axes.drawTicks(name);
      }
      const { low, high } = this.#axes.y.trust;
      put(parts("grades"), gradesMark(scene.grades, low, high));
      this.#keys.draw(scene, sweep.exact || sweep.folds > 0, study.get("features").names, color);
      this.#labels.draw({
        drawn: widths,
        shown,
        highlight,
        trust: scene.trust,
        x: this.#axes.x,
        y: this.#axes.y,
        names: study.get("features").names,
        color,
      });
    },
  );

  #clear(): void {
    this.#labels.clear();
    this.#clears += 1;
    for (const name of cleared) put(this.#stage.parts(name), { x: none, y: none });
    this.#keys.clear();
  }

  /** Draw the lines at the current width and at the target. */
  #drawLines(): void {
    const width = this.#stage.study.get("kernel_width");
    const known = this.#seen.drawn !== undefined;
    const { score } = this.#target;
    this.#axes.drawLines(known ? width : undefined, known ? score : undefined);
    this.#steering.draw(known, width, score);
  }

  #drawReadout(force: Force | null, ranked: readonly number[]): void {
    if (force === null) {
      write(this.#readout, "");
      return;
    }
    const { sweep, frame } = force;
    // The largest weight over all widths, so that the number format is stable during a drag.
    const largest = largestWeight(this.#last.sweep ?? sweep);
    // With too few samples the errors are unknown.
    const few = frame.doubts.includes("few_samples");
    this.#legend.draw(ranked, frame.bars, largest, sweep.exact || few);
    const model = this.#stage.study.get("prediction").values[sweep.output] ?? Number.NaN;
    this.#readout.replaceChildren(...readoutTexts(force, model).map((text) => make("span", {}, text)));
  }
}

/** Why there are no curves; empty where there are. Shapley values have no width: a flat picture would say nothing. */
function missingOf(study: StudyModel, drawn: Widths | undefined): string {
  const frames = study.get("frames");
  if (frames === null) return emptySentence(study);
  if (isShapley(study)) return say("curves.none");
  return drawn === undefined ? frames.unswept || say("curves.wait") : "";
}
