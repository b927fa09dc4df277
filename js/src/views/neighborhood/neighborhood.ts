// The samples as points: distance from the instance, the model's answers, and the surrogate's residuals.
// lime_widgets/widgets/plots/neighborhood.py declares the figure and answers the brush.

import { isCurrent, saveTo, watchTraits } from "../../model/study_model";
import type { Samples } from "../../model/wire";
import { dimensionOf, hold } from "../../plot/dimension";
import { curvesOf, put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { shadesOf, themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { make, makePlainButton, mark, show, write } from "../../ui/elements";
import { failureOf } from "../../ui/failure";
import { frameInForce } from "../../ui/force";
import { beside, count, number, percent } from "../../ui/format";
import { emptySentence, nameOf, subjectOf } from "../../ui/wording";
import { makeBrushing } from "./brushing";
import {
  type Against,
  type Brush,
  type Cloud,
  clearOf,
  cloudOf,
  paintCloud,
  selectionOf,
  shades,
  upOf,
  weighed,
} from "./cloud";
import { makeSelected, type Rows } from "./selected";

const kinds: Readonly<Record<Against, string>> = { prediction: "Model's answer", residual: "Residual" };

/** From almost no weight to the largest; the far end stands out in both themes. */
const ramps = {
  light: [0xc9d3de, 0x7fb0d6, 0x2369b0, 0x0b2f66],
  dark: [0x34414e, 0x2f6ea5, 0x6db4ee, 0xe8f5ff],
} as const;

export default plotted("neighborhood", ["neighborhood"], (stage: PlottedStage) => {
  const { study, model, root, signal, watch, parts, guarded, head, foot } = stage;
  const plot = stage.plot("neighborhood");
  const [x, y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];

  const buttons = Object.entries(kinds).map(([value, text]) => {
    const button = makePlainButton({ class: "lw-sight", "data-against": value }, text);
    button.addEventListener("click", () => setOwn({ against: value, brush: null }), { signal });
    return button;
  });
  const modes = make("fieldset", { class: "lw-sights", "aria-label": "Vertical axis" }, ...buttons);
  const scale = make("span", { class: "lw-ramp", "aria-hidden": "true" });
  const key = make("span", { class: "lw-ramp-key" }, "weight 0", scale, "largest");
  const line = make("span", { class: "lw-line-key" });
  const sentence = make("p", { class: "lw-held", role: "status" });
  const note = make("p", { class: "lw-plot-note" });
  head.append(make("div", { class: "lw-plot-tools" }, modes, line, key), sentence, note);
  const selected = makeSelected(signal, (row) => {
    pointed = row;
    repaint();
  });
  foot.append(selected.node);

  let cloud: Cloud | undefined;
  let seen: Samples | undefined;
  let weights: ArrayLike<number> = [];
  let up: Float64Array | null = null;
  let pointed = -1;

  const against = () => (model.get("against") === "residual" ? "residual" : "prediction") satisfies Against;
  const brushed = () => (model.get("brush") ?? null) as Brush | null;
  const setOwn = (values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    saveTo(model);
  };
  const brushing = makeBrushing(plot, x, y, signal, (brush) => {
    if (brush === null && brushed() === null) return;
    const ends = brush?.x.map((end) => clearOf(cloud?.rooms ?? null, end)) as [number, number] | undefined;
    setOwn({ brush: brush === null || ends === undefined ? null : { x: ends, y: brush.y } });
  });

  const repaint = plot.layer((brush2d, area) => {
    if (cloud === undefined || up === null) return;
    const theme = themeOf(root);
    const places = {
      x: (value: number) => x.share(value) * area.width,
      y: (value: number) => (1 - y.share(value)) * area.height,
    };
    const paint = { ramp: shadesOf(shades, ramps[theme]), rim: theme === "dark" ? "#fff" : "#000" };
    paintCloud(brush2d, cloud, weights, up, brushed(), places, paint, pointed);
    mark(root, "data-painted", String(Number(root.dataset["painted"] ?? 0) + 1));
  });

  const drawTicks = () => {
    if (plot.area === null) return;
    putTicks(plot.axes.x, x, plot.area.width, 60);
    putTicks(plot.axes.y, y, plot.area.height, 36, labelOf());
  };
  plot.onSize(drawTicks);

  /** Set the axes so that they contain every sample at any width. */
  const span = () => {
    if (cloud === undefined || up === null) return;
    // The instance is at distance 0. Where all samples are far from it, the axis starts at the nearest.
    const [left, right] = rangeOf(cloud.across.subarray(1));
    const from = left > 0.3 * right ? left : Math.min(0, left);
    const edge = 0.03 * (right - from) || 0.5;
    hold(x, from - edge, right + edge);
    const [least, most] = rangeOf(up);
    // Probabilities that span most of their range get the axis from 0 to 1.
    const whole =
      study.get("outputs").kind === "probability" && against() === "prediction" && most - least > 0.5;
    const room = 0.05 * (most - least) || 0.5;
    if (whole) y.set(-0.05, 1.05);
    else hold(y, least - room, most + room);
    put(parts("fit"), {
      ...curvesOf([{ x: [x.low, x.high], y: against() === "residual" ? [0, 0] : [up[0] ?? 0, up[0] ?? 0] }]),
      colors: ["var(--lw-edge)"],
    });
    write(line, against() === "residual" ? "residual 0" : `model's answer for this ${subjectOf(study).one}`);
    drawTicks();
  };
  const labelOf = () => {
    if (against() === "residual") return "model − surrogate";
    const { names, kind } = study.get("outputs");
    const name = nameOf(study, study.get("samples")?.output ?? study.get("output"));
    return kind === "probability" ? `probability of ${name}` : names.length > 1 ? name : "model's answer";
  };

  const draw = () => {
    frameInForce(study, root);
    const samples = study.get("samples") ?? null;
    if (samples !== null && samples !== seen) [seen, cloud] = [samples, cloudOf(samples)];
    if (samples === null) cloud = undefined;
    up = cloud === undefined ? null : upOf(cloud, against());
    if (cloud !== undefined)
      weights = weighed(cloud, String(study.parameter("kernel")), study.get("kernel_width"));
    span();
    drawBrush();
  };
  /** Draw only what depends on the brush. */
  const drawBrush = () => {
    const brush = brushed();
    for (const button of buttons)
      mark(button, "aria-pressed", String(button.dataset["against"] === against()));
    put(parts("brush"), {
      ...curvesOf(
        brush === null
          ? []
          : [
              {
                x: [brush.x[0], brush.x[1], brush.x[1], brush.x[0]],
                y: [brush.y[0], brush.y[0], brush.y[1], brush.y[1]],
              },
            ],
      ),
      colors: ["var(--lw-accent)"],
      fill_colors: ["var(--lw-accent)"],
      fill_opacities: [0.1],
    });
    brushing.draw(brush);
    const missing =
      cloud === undefined ? emptySentence(study) : up === null ? "Computing the surrogate's answers…" : "";
    const failure = failureOf(study);
    write(note, failure || missing);
    show(note, failure + missing !== "");
    show(sentence, missing === "");
    if (cloud !== undefined && up !== null) {
      write(sentence, sentenceOf(cloud, up, brush));
      mark(root, "data-held", String(brush === null ? 0 : selectionOf(cloud, weights, up, brush).rows));
    }
    plot.surface.parentElement?.classList.toggle("lw-former", cloud !== undefined && !isCurrent(study));
    const rows = brush === null ? null : ((model.get("rows") ?? null) as Rows | null);
    selected.draw(rows, study.get("samples") ?? null, study.get("text") ?? null);
    repaint();
  };
  const sentenceOf = (all: Cloud, heights: Float64Array, brush: Brush | null) => {
    const selection = selectionOf(all, weights, heights, brush);
    const n = all.n - (all.counts?.[0] === 0 ? 1 : 0);
    // With few units, the model was asked about every variant, and each represents samples in proportion to its
    // probability.
    const { exact } = study.get("frames") ?? {};
    const them = exact ? `all ${count(n)} ${subjectOf(study).many}` : `${count(n)} samples`;
    if (brush === null)
      return `${them.replace("all", "All")}, the nearest at distance ${number(nearestOf(all.distances))}. Drag over samples to list them.`;
    const error = biasSentence(selection.residual, Math.abs(y.high - y.low));
    const share = selection.share > 0 && selection.share < 0.005 ? "less than 1 %" : percent(selection.share);
    return `${count(selection.rows)} of ${them}, ${share} of the weight.${error}`;
  };

  watch(traits, draw);
  watchTraits(model, ["against"], signal, guarded(draw));
  watchTraits(model, ["brush", "rows"], signal, guarded(drawBrush));
  root.addEventListener("lw-theme", repaint, { signal });
});

const traits = [
  "samples",
  "frames",
  "kernel_width",
  "kernel",
  "outputs",
  "prediction",
  "text",
  "current",
  "status",
  "error",
  "palette",
];

/** Say how far off the surrogate is on average. An error below 1/10,000 of the axis counts as zero. */
function biasSentence(residual: number, span: number): string {
  if (!Number.isFinite(residual)) return "";
  const size = beside(Math.abs(residual), 0.1 * span);
  if (size === 0) return " The surrogate is right on average.";
  return ` The surrogate is ${number(size, 2)} too ${residual > 0 ? "low" : "high"} on average.`;
}

/** Return the smallest distance of a sample other than the instance. */
function nearestOf(distances: Float32Array): number {
  return distances.subarray(1).reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
}

function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
