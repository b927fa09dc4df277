// The black box along one feature, the surrogates of the compared kernel widths, and the kernel's weight. The user
// drags the instance along the curve. lime_widgets/widgets/plots/curve.py declares it.

import { weightsOf } from "../../model/kernel";
import { watchTraits } from "../../model/study_model";
import { dimensionOf, hold, roundAt } from "../../plot/dimension";
import { drag, makeHandle } from "../../plot/dragging";
import { curvesOf, put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { type Theme, themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { make, mark, write } from "../../ui/elements";
import { markStanding } from "../../ui/force";
import { number, pair } from "../../ui/format";
import { remembered } from "../../ui/remembered";
import { makeMoving, waiting } from "../slices/moving";
import { answerName, missing } from "../slices/readout";
import { weightsAt } from "../slices/scattered";
import {
  type Axis,
  followFormer,
  interpolate,
  missingReasonOf,
  type Slice,
  sliceOf,
  standsAt,
} from "../slices/slice";
import { chipsOf } from "./chips";
import { makeCompare } from "./compare";
import { endsOf, type Line, lineOf } from "./lines";

/** The band of weights has this share of the plot's height where the weight is 1. */
const bandShare = 0.25;
const rugHeight = 9;

export default plotted("curve", ["curve"], (stage: PlottedStage) => {
  const { study, model, root, signal, parts, head, foot, plot: plotOf, watch, guarded } = stage;
  const plot = plotOf("curve");
  const [x, y, yBand] = ["x", "y", "y_band"].map((name) => dimensionOf(parts(name))) as [Dim, Dim, Dim];
  const marks = { model: parts("model"), surrogates: parts("surrogates"), band: parts("band") };
  const instance = parts("instance");
  const moving = makeMoving(study, signal, () => drawInstance());

  const detail = make("span", { class: "lw-detail", role: "status", "aria-live": "off" });
  const key = make(
    "span",
    { class: "lw-curve-key" },
    make("span", { class: "lw-curve-key-model" }, "model"),
    make("span", { class: "lw-curve-key-weight" }, "weight"),
    make("span", { class: "lw-curve-key-samples" }, "samples"),
  );
  head.append(make("div", { class: "lw-top" }, detail, key));
  const compare = makeCompare(study, signal);
  foot.append(compare.node);

  /** The rug: the samples' values and weights. */
  let rug: { values: ArrayLike<number>; weights: ArrayLike<number> } = { values: [], weights: [] };
  // Reading a computed style at every step of a drag would recompute the styles of the whole page.
  const inkOf = remembered((_theme: Theme) => getComputedStyle(root).color);
  const paintRug = plot.layer((brush, { width, height }) => {
    const { values, weights } = rug;
    // Many samples draw overlapping strokes.
    const ink = Math.min(0.8, 400 / values.length);
    brush.fillStyle = inkOf(themeOf(root));
    for (let k = 0; k < values.length; k += 1) {
      const share = x.share(values[k] ?? Number.NaN);
      if (!(share >= 0 && share <= 1)) continue;
      brush.globalAlpha = ink * (0.15 + 0.85 * Math.min(1, weights[k] ?? 1));
      brush.fillRect(share * width - 0.5, height - rugHeight, 1, rugHeight);
    }
    brush.globalAlpha = 1;
  });

  const axisNow = (): Axis | undefined => sliceOf(model)?.axes[0];
  const moveTo = (value: number) => {
    const axis = axisNow();
    if (axis !== undefined) moving.to([axis], [value]);
  };
  const handle = makeHandle("instance", "Instance on the curve", signal, {
    step(dx, dy) {
      const axis = axisNow();
      if (axis !== undefined) moveTo((moving.place([axis])[0] ?? Number.NaN) + (dx + dy) * axis.step);
    },
    edge(which) {
      const axis = axisNow();
      if (axis !== undefined) moveTo(which < 0 ? axis.low : axis.high);
    },
  });
  plot.surface.append(handle.node);
  drag(plot.surface, signal, {
    down() {
      const axis = axisNow();
      if (axis === undefined || !study.allows("moved")) return false;
      handle.node.focus({ preventScroll: true });
      moving.hold([axis]);
      return true;
    },
    move: (at) => moveTo(roundAt(x, at.x)),
    up(at) {
      moveTo(roundAt(x, at.x));
      moving.release();
    },
    cancel() {
      const axis = axisNow();
      if (axis !== undefined) moving.takeBack([axis]);
    },
  });

  let lines: Line[] = [];
  const draw = () => {
    markStanding(study, root);
    const frames = study.get("frames");
    const slice = sliceOf(model);
    const chips = chipsOf(study.get("compared_widths") ?? [], study.get("kernel_width"), themeOf(root));
    const axis = slice?.axes[0];
    lines = chips.map((chip) => lineOf(frames, axis, chip));
    compare.draw(lines, axis?.name ?? "the feature", frames?.surrogate === "logistic");
    drawCurves(slice, axis);
    drawInstance();
  };

  const drawCurves = (slice: Slice | null, axis: Axis | undefined) => {
    const values = slice?.values ?? null;
    const drawn = axis === undefined ? [] : lines.filter((line) => line.y !== null);
    const along = (y: ArrayLike<number> | null) =>
      axis === undefined || y === null ? [] : [{ x: axis.values, y }];
    put(marks.surrogates, {
      ...curvesOf(drawn.flatMap((line) => along(line.y))),
      colors: drawn.map((line) => line.chip.color),
      opacities: drawn.map((line) => (line.chip.current ? 1 : 0.8)),
    });
    put(marks.model, { ...curvesOf(along(values)), colors: ["var(--lw-fg)"], opacities: [0.85] });
    const kernel = String(study.parameter("kernel"));
    const distance = slice?.distance ?? null;
    const weights = weightsOf(distance ?? [], kernel, study.get("kernel_width"));
    // The browser does not know a custom kernel.
    const known = Number.isFinite(weights[0] ?? Number.NaN);
    put(marks.band, {
      ...curvesOf(along(known ? weights : null)),
      colors: ["var(--lw-accent)"],
      fill_colors: ["var(--lw-accent)"],
      opacities: [0.6],
      fill_opacities: [0.22],
    });
    key.classList.toggle("lw-unweighed", !known);
    yBand.set(0, 1 / bandShare);
    rug = { values: slice?.samples ?? [], weights: [] };
    const samples = study.get("samples") ?? null;
    if (samples !== null && samples.n === rug.values.length)
      rug.weights = weightsAt(samples, kernel, study.get("kernel_width"));
    else if (axis !== undefined && known)
      rug.weights = Array.from(rug.values, (value) => interpolate(axis, weights, value));
    if (axis !== undefined) x.set(axis.low, axis.high);
    hold(y, ...endsOf(values, lines, 0.2));
    putAllTicks();
    paintRug();
    mark(root, "data-lines", String(drawn.length));
  };

  const putAllTicks = () => {
    const { area } = plot;
    if (area === null) return;
    putTicks(plot.axes.x, x, area.width, 64);
    const label = answerName(study, sliceOf(model)?.output ?? study.get("output"));
    putTicks(plot.axes.y, y, area.height, 46, label);
  };

  /** Draw everything that moves with the pointer, before the kernel answers. */
  const drawInstance = () => {
    const slice = sliceOf(model);
    const axis = slice?.axes[0];
    const values = slice?.values ?? null;
    const along = String(model.get("column"));
    const missingReason = missingReasonOf(study, slice, along);
    detail.classList.toggle("lw-idle", missingReason !== "");
    const explained = axis === undefined ? Number.NaN : standsAt(study.get("frames"), axis);
    const place = axis === undefined ? Number.NaN : (moving.place([axis])[0] ?? Number.NaN);
    // The model's answer at the instance is known. Elsewhere it is interpolated between two places of the slice.
    const answer = study.get("prediction").values[slice?.output ?? -1];
    const heightAt = (value: number) => {
      if (axis === undefined || values === null) return Number.NaN;
      return value === explained && answer !== undefined ? answer : interpolate(axis, values, value);
    };
    const shown = Number.isFinite(explained) && Number.isFinite(heightAt(explained));
    put(instance, {
      x: Float64Array.from(shown ? [explained] : []),
      y: Float64Array.from(shown ? [heightAt(explained)] : []),
      colors: ["var(--lw-fg)"],
      stroke: "var(--lw-bg)",
    });
    const movable = axis !== undefined && Number.isFinite(place) && study.allows("moved");
    handle.node.hidden = !movable;
    handle.node.classList.toggle("lw-asked", moving.away);
    if (axis !== undefined && movable) {
      const share = y.share(heightAt(place));
      handle.place(x.share(place), Number.isFinite(share) ? share : 0.5);
      handle.say(`${axis.name} ${number(place, 4)}`, place, axis.low, axis.high);
    }
    mark(root, "data-at", String(explained));
    const text =
      missingReason === "" && axis !== undefined ? sentence(axis, place, heightAt(place)) : missingReason;
    write(detail, text);
    mark(detail, "title", text);
  };

  const sentence = (axis: Axis, place: number, height: number) => {
    if (!Number.isFinite(place)) return missing(axis);
    const where = `${axis.name} ${number(place, 4)}`;
    if (moving.away) return `${where}: model ${number(height)}, ${waiting}`;
    const current = lines.find((line) => line.chip.current)?.found;
    if (current === null || current === undefined) return `${where}: model ${number(height)}`;
    const [modelText, surrogateText] = pair(height, current.answer);
    return `${where}: model ${modelText}, surrogate ${surrogateText} at kernel width ${number(study.get("kernel_width"))}`;
  };

  plot.onSize(guarded(putAllTicks));
  watch(traits, draw);
  watchTraits(model, ["slice", "column"], signal, guarded(draw));
  followFormer(model, [plot], signal);
  root.addEventListener("lw-theme", guarded(draw), { signal });
});

type Dim = ReturnType<typeof dimensionOf>;

const traits = [
  "frames",
  "kernel_width",
  "kernel",
  "compared_widths",
  "prediction",
  "samples",
  "outputs",
  "output",
  "status",
  "error",
  "moved",
  "palette",
  "surrogate",
];
