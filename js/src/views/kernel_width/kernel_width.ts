// The weights against the kernel width, with the measures of trust below. The user drags the line of the current
// width. lime_widgets/widgets/plots/kernel_width.py declares the figures.
import { largestWeight, type Sweep, sweepOf } from "../../model/frames";
import { dimensionOf, hold } from "../../plot/dimension";
import { put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { linearTicks, logTicks, putTicks } from "../../plot/ticks";
import { make, mark, show, write } from "../../ui/elements";
import { failureOf } from "../../ui/failure";
import { type Force, frameInForce } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { emptySentence } from "../../ui/wording";
import { makeSelect } from "./choices";
import { makeKeys } from "./keys";
import { makeLegend } from "./legend";
import { readoutTexts } from "./readout";
import { curvesOfWidths, type FigureName, figures, shadeOf } from "./scene";
import { type Heights, makeSteering, type Seen } from "./steering";
import { makeTarget } from "./target";
import { type Widths, widthsOf } from "./widths";

// The small figures have no room for longer labels; the key and the readout explain them.
const labels = { weights: "weight", score: "R²", ess: "eff. samples", gap: "gap" };
const none = new Float64Array(0);
const waiting = "Computing the curves over all widths…";

export default plotted("kernel-width", figures, (stage: PlottedStage) => {
  const curves = new WidthCurves(stage);
  stage.watch(traits, () => curves.draw());
});

class WidthCurves {
  private readonly x;
  private readonly y: Heights;
  private readonly legend;
  private readonly target;
  private readonly choices;
  private readonly steering;
  private readonly keys = makeKeys();
  private readonly readout = make("div", { class: "lw-readout", role: "status", "aria-live": "off" });
  private readonly note = make("p", { class: "lw-plot-note" });
  /** The last complete sweep. */
  private last: { sweep: Sweep; names: number } | undefined;
  private clears = 0;
  private seen: Seen = { drawn: undefined, shown: [] };

  constructor(private readonly stage: PlottedStage) {
    const { study, signal, parts, plot, head, foot, guarded } = stage;
    this.x = dimensionOf(parts("x"));
    this.y = Object.fromEntries(figures.map((name) => [name, dimensionOf(parts(`y_${name}`))])) as Heights;
    this.legend = makeLegend(
      study,
      signal,
      guarded(() => this.draw()),
    );
    this.target = makeTarget(study, signal);
    this.choices = ["kernel", "distance"].map((name) => makeSelect(name, study, signal));
    const selects = this.choices.map(({ node }) => node);
    const tools = make("div", { class: "lw-plot-tools" }, this.target.node, ...selects, this.target.missed);
    head.append(tools, this.readout, this.legend.node, this.note);
    foot.append(...this.keys.nodes);
    this.steering = makeSteering(stage, { x: this.x, y: this.y, target: this.target }, () => this.seen);
    for (const name of figures) plot(name).onSize(() => this.drawTicks(name));
  }

  draw(): void {
    const { study, root, plot } = this.stage;
    const force = frameInForce(study, root);
    const drawn = this.widthsToDraw();
    const former = drawn !== undefined && this.last?.sweep !== sweepOf(study.get("frames"));
    const ranked = drawn?.ranked ?? force?.frame.bars.map(({ feature }) => feature) ?? [];
    this.seen = { drawn, shown: this.legend.shown(ranked) };
    if (drawn === undefined || this.last === undefined) this.clear();
    else {
      const { sweep } = this.last;
      const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
      this.drawCurves(
        sweep,
        drawn,
        this.seen.shown.join(),
        study.get("highlight"),
        model,
        study.get("features"),
        this.clears,
      );
    }
    this.drawLines();
    for (const name of figures) plot(name).surface.parentElement?.classList.toggle("lw-former", former);
    const missing = study.get("frames") === null ? emptySentence(study) : drawn ? "" : waiting;
    write(this.note, failureOf(study) || missing);
    show(this.note, this.note.textContent !== "");
    this.target.draw();
    for (const choice of this.choices) choice.draw();
    this.drawReadout(force, ranked);
    mark(root, "data-curves", String(drawn === undefined ? 0 : this.seen.shown.length));
    mark(root, "data-former", String(former));
  }

  /**
   * Return the curves to draw. During a drag only one width is published; the earlier curves stay where they show the
   * same output and features.
   */
  private widthsToDraw(): Widths | undefined {
    const { study } = this.stage;
    const frames = study.get("frames");
    const sweep = sweepOf(frames);
    const names = study.get("features").names.length;
    if (sweep !== null && frames?.complete) this.last = { sweep, names };
    const { last } = this;
    if (sweep === null || last === undefined) return undefined;
    const same = last.sweep.size === sweep.size && last.sweep.output === sweep.output && last.names === names;
    return same ? widthsOf(last.sweep) : undefined;
  }

  /** A drag of the width changes none of the arguments, and draws no curve. `_clears` draws again what was cleared. */
  private readonly drawCurves = remembered(
    (
      sweep: Sweep,
      widths: Widths,
      _shown: string,
      highlight: number,
      model: number,
      _features: unknown,
      _clears: number,
    ) => {
      const { parts, study } = this.stage;
      const color = (feature: number) => this.legend.color(feature);
      const { shown } = this.seen;
      const scene = curvesOfWidths({ sweep, widths, shown, highlight, model, color });
      this.x.set(...scene.along);
      for (const name of figures) {
        if (scene.loose.includes(name)) hold(this.y[name], ...scene.heights[name]);
        else this.y[name].set(...scene.heights[name]);
      }
      for (const [name, values] of Object.entries(scene.marks)) put(parts(name), values);
      for (const name of figures) {
        const { low, high } = this.y[name];
        put(parts(`few_${name}`), shadeOf(scene.stretches, low, high));
        this.drawTicks(name);
      }
      this.keys.draw(scene, sweep.exact, study.get("features").names, color);
    },
  );

  private clear(): void {
    const { parts } = this.stage;
    this.clears += 1;
    const marks = ["coef", "bands", "changes", "zero", "score", "ess", "gap"];
    for (const name of [...marks, ...figures.map((each) => `few_${each}`)])
      put(parts(name), { x: none, y: none });
    this.keys.clear();
  }

  /** Draw the lines at the current width and at the target. */
  private drawLines(): void {
    const { study, parts } = this.stage;
    const width = study.get("kernel_width");
    const known = this.seen.drawn !== undefined;
    const colors = ["var(--lw-accent)"];
    const ends = ({ low, high }: { low: number; high: number }) => Float64Array.of(low, high);
    for (const name of figures) {
      const [x, y] = known ? [Float64Array.of(width, width), ends(this.y[name])] : [none, none];
      put(parts(`width_${name}`), { x, y, colors });
    }
    const { score } = this.target;
    const [x, y] =
      known && score !== undefined ? [ends(this.x), Float64Array.of(score, score)] : [none, none];
    put(parts("target"), { x, y, colors });
    this.steering.draw(known, width, score);
  }

  private drawTicks(name: FigureName): void {
    const { study, plot } = this.stage;
    const { area, axes } = plot(name);
    if (area === null) return;
    const logistic = name === "weights" && study.get("frames")?.surrogate === "logistic";
    const label = logistic ? "weight in log-odds" : labels[name];
    putTicks(axes.x, this.x, area.width, 40, undefined, logTicks);
    const room = name === "weights" ? 30 : 22;
    putTicks(axes.y, this.y[name], area.height, room, label, name === "ess" ? logTicks : linearTicks);
  }

  private drawReadout(force: Force | null, ranked: readonly number[]): void {
    if (force === null) {
      write(this.readout, "");
      return;
    }
    const { sweep, frame } = force;
    // The largest weight over all widths, so that the number format is stable during a drag.
    const largest = largestWeight(this.last?.sweep ?? sweep);
    // With too few samples the errors are unknown.
    const few = frame.doubts.includes("few_samples");
    this.legend.draw(ranked, frame.bars, largest, sweep.exact || few);
    const model = this.stage.study.get("prediction").values[sweep.output] ?? Number.NaN;
    this.readout.replaceChildren(...readoutTexts(force, model).map((text) => make("span", {}, text)));
  }
}

const traits = [
  "frames",
  "kernel_width",
  "features",
  "outputs",
  "prediction",
  "highlight",
  "status",
  "error",
  "current",
  "target_score",
  "target_met",
  "grid",
  "controls",
  "kernel",
  "distance",
  "palette",
];
