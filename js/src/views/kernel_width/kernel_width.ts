// The weights against the kernel width, with the measures of trust below. The user drags the line of the current
// width. lime_widgets/widgets/plots/kernel_width.py declares the figures.

import { largestWeight, type Sweep, sweepOf } from "../../model/frames";
import { dimensionOf, hold } from "../../plot/dimension";
import { curvesOf, put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { linearTicks, logTicks, putTicks } from "../../plot/ticks";
import { make, mark, show, write } from "../../ui/elements";
import { failureOf } from "../../ui/failure";
import { frameInForce } from "../../ui/force";
import { aligned, count, magnitude, number } from "../../ui/format";
import { emptySentence } from "../../ui/wording";
import { makeChoice } from "./choices";
import { extentOf, meaningful } from "./extents";
import { makeLegend } from "./legend";
import { type FigureName, figures, type Heights, makeSteering } from "./steering";
import { makeTarget } from "./target";
import { bandsOf, changesOf, stretchesOf, turningSentence, type Widths, widthsOf } from "./widths";

// The small figures have no room for longer labels; the key and the readout explain them.
const labels = { weights: "weight", score: "R²", ess: "eff. samples", gap: "gap" };
const none = new Float64Array(0);

export default plotted("kernel-width", figures, (stage: PlottedStage) => {
  const { study, root, signal, watch, parts, plot, head, foot } = stage;
  const x = dimensionOf(parts("x"));
  const y = Object.fromEntries(figures.map((name) => [name, dimensionOf(parts(`y_${name}`))])) as Heights;
  const legend = makeLegend(study, signal, () => draw());
  const target = makeTarget(study, signal);
  const choices = ["kernel", "distance"].map((name) => makeChoice(name, study, signal));
  const readout = make("div", { class: "lw-readout", role: "status", "aria-live": "off" });
  const note = make("p", { class: "lw-plot-note" });
  const turning = make("p", { class: "lw-turning" });
  const keys = {
    band: make("span", { class: "lw-key-band" }, "± one standard error"),
    few: make("span", { class: "lw-key-few" }, "too few samples for a meaningful fit"),
    change: make("span", { class: "lw-key-change" }, "a weight changes sign by more than its error"),
    size: make("span", {}, "eff. samples: effective sample size; gap: gap to the model"),
  };
  const key = make("p", { class: "lw-plot-key" }, ...Object.values(keys));
  const tools = make(
    "div",
    { class: "lw-plot-tools" },
    target.node,
    ...choices.map(({ node }) => node),
    target.missed,
  );
  head.append(tools, readout, legend.node, note);
  foot.append(turning, key);

  /** The last complete sweep, and the curves drawn from it. */
  let last: { sweep: Sweep; names: number } | undefined;
  let drawn: Widths | undefined;
  let shown: number[] = [];
  /** The inputs of the drawn curves. */
  let curves: unknown[] = [];

  const { steps, handle, aim } = makeSteering(stage, { x, y, target }, () => ({ drawn, shown }));
  for (const name of figures) plot(name).onSize(() => drawTicks(name));

  const labelOf = (name: FigureName) =>
    name === "weights" && study.get("frames")?.surrogate === "logistic" ? "weight in log-odds" : labels[name];
  const drawTicks = (name: FigureName) => {
    const { area, axes } = plot(name);
    if (area === null) return;
    putTicks(axes.x, x, area.width, 40, undefined, logTicks);
    const room = name === "weights" ? 30 : 22;
    putTicks(axes.y, y[name], area.height, room, labelOf(name), name === "ess" ? logTicks : linearTicks);
  };

  const drawCurves = (sweep: Sweep, widths: Widths) => {
    const along = widths.widths;
    const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
    const gap = widths.localPrediction.map((each) => Math.abs(model - each));
    x.set(along[0] ?? Number.NaN, along.at(-1) ?? Number.NaN);
    hold(y.weights, ...extentOf(widths, shown, sweep.exact));
    const scores = meaningful(widths.score, widths.few);
    y.score.set(Math.min(0, Math.max(-1, Math.min(...scores))) - 0.06, 1.06);
    y.ess.set(0.9, 1.15 * Math.max(2, sweep.samples));
    hold(y.gap, 0, 1.08 * Math.max(1e-9, ...meaningful(gap, widths.few)));

    const feature = study.get("highlight");
    const colors = shown.map((each) => legend.color(each));
    const pale = (each: number, full: number, less: number) =>
      shown.includes(feature) && each !== feature ? less : full;
    put(parts("coef"), {
      ...curvesOf(shown.map((each) => ({ x: along, y: widths.coef.get(each) ?? none }))),
      colors,
      opacities: shown.map((each) => pale(each, 1, 0.25)),
    });
    put(parts("bands"), {
      ...curvesOf(sweep.exact ? [] : shown.map((each) => bandsOf(widths, each))),
      colors,
      fill_colors: colors,
      opacities: shown.map(() => 1),
      fill_opacities: shown.map((each) => pale(each, 0.13, 0.03)),
    });
    const changes = shown.flatMap((each) => changesOf(widths, each));
    put(parts("changes"), {
      x: Float64Array.from(changes, ({ width }) => width),
      y: new Float64Array(changes.length),
      colors: changes.length === 0 ? ["var(--lw-fg)"] : changes.map((each) => legend.color(each.feature)),
      stroke: "var(--lw-fg)",
    });
    put(parts("zero"), { x: ends(x), y: new Float64Array(2), colors: ["var(--lw-edge)"] });
    for (const [name, values] of [
      ["score", widths.score],
      ["ess", widths.ess],
      ["gap", gap],
    ] as const)
      put(parts(name), { ...curvesOf([{ x: along, y: values }]), colors: ["var(--lw-fg)"] });

    const stretches = stretchesOf(widths);
    for (const name of figures) {
      const { low, high } = y[name];
      put(parts(`few_${name}`), {
        ...curvesOf(stretches.map(([a, b]) => ({ x: [a, b, b, a], y: [low, low, high, high] }))),
        colors: ["var(--lw-fg)"],
        fill_colors: stretches.map(() => "var(--lw-fg)"),
        fill_opacities: stretches.map(() => 0.08),
      });
      drawTicks(name);
    }
    write(turning, turningSentence(changes, study.get("features").names));
    show(keys.band, !sweep.exact);
    show(keys.few, stretches.length > 0);
    show(keys.change, changes.length > 0);
    keys.change.style.setProperty("--lw-color", legend.color(changes[0]?.feature ?? 0));
  };

  const drawLines = () => {
    const width = study.get("kernel_width");
    for (const name of figures) {
      put(parts(`width_${name}`), {
        x: drawn === undefined ? none : Float64Array.of(width, width),
        y: drawn === undefined ? none : ends(y[name]),
        colors: ["var(--lw-accent)"],
      });
    }
    const { score } = target;
    put(parts("target"), {
      x: drawn === undefined || score === undefined ? none : ends(x),
      y: drawn === undefined || score === undefined ? none : Float64Array.of(score, score),
      colors: ["var(--lw-accent)"],
    });
    const values = steps();
    show(handle.node, drawn !== undefined);
    show(aim.node, drawn !== undefined && score !== undefined);
    handle.place(x.share(width), null);
    handle.say(number(width), width, values[0] ?? width, values.at(-1) ?? width);
    if (score === undefined) return;
    aim.place(null, y.score.share(score));
    aim.say(score.toFixed(2), score, 0.01, 1);
  };

  const draw = () => {
    const force = frameInForce(study, root);
    const frames = study.get("frames");
    const sweep = sweepOf(frames);
    const names = study.get("features").names.length;
    if (sweep !== null && frames?.complete) last = { sweep, names };
    // During a drag only one width is published. The earlier curves stay where they show the same output and
    // features.
    const same =
      sweep !== null &&
      last?.sweep.size === sweep.size &&
      last.sweep.output === sweep.output &&
      last.names === names;
    const former = same && last?.sweep !== sweep;
    drawn = last !== undefined && same ? widthsOf(last.sweep) : undefined;

    const ranked = drawn?.ranked ?? force?.frame.bars.map(({ feature }) => feature) ?? [];
    shown = legend.shown(ranked);
    if (drawn === undefined || last === undefined) {
      for (const name of ["coef", "bands", "changes", "zero", "score", "ess", "gap"])
        put(parts(name), { x: none, y: none });
      for (const name of figures) put(parts(`few_${name}`), { x: none, y: none });
      write(turning, "");
      curves = [];
    } else {
      // A drag of the width changes none of these.
      const inputs = [
        last.sweep,
        shown.join(),
        study.get("highlight"),
        study.get("prediction"),
        study.get("features"),
      ];
      if (inputs.some((input, i) => input !== curves[i])) drawCurves(last.sweep, drawn);
      curves = inputs;
    }
    drawLines();

    for (const name of figures) plot(name).surface.parentElement?.classList.toggle("lw-former", former);
    const missing = sweep === null ? emptySentence(study) : drawn === undefined ? waiting : "";
    write(note, failureOf(study) || missing);
    show(note, note.textContent !== "");
    show(key, drawn !== undefined);
    target.draw();
    for (const choice of choices) choice.draw();
    if (force === null) return write(readout, "");
    const { frame } = force;
    // The largest weight over all widths, so that the number format is stable during a drag.
    const largest = largestWeight(last?.sweep ?? force.sweep);
    // With too few samples the errors are unknown.
    const few = frame.doubts.includes("few_samples");
    legend.draw(ranked, frame.bars, largest, force.sweep.exact || few);
    const model = study.get("prediction").values[force.sweep.output] ?? Number.NaN;
    const gap = Math.abs(model - frame.localPrediction);
    readout.replaceChildren(
      ...[
        `kernel width ${number(frame.width)}`,
        `R² ${Math.abs(frame.score) < 0.005 ? "0.00" : aligned(frame.score, 1)}`,
        `effective sample size ${count(frame.ess)} of ${count(force.sweep.samples)}`,
        `gap to the model ${magnitude(gap, Math.max(gap, Math.abs(model) / 10))}`,
      ].map((text) => make("span", {}, text)),
    );
    mark(root, "data-curves", String(drawn === undefined ? 0 : shown.length));
    mark(root, "data-former", String(former));
  };
  watch(traits, draw);
});

const waiting = "Computing the curves over all widths…";

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

function ends({ low, high }: { low: number; high: number }): Float64Array {
  return Float64Array.of(low, high);
}
