// The black box over two features, with the samples, their weights, and the surrogate's signs and boundary. The user
// drags the instance. lime_widgets/widgets/plots/plane.py declares it.

import { type StudyModel, watchTraits } from "../../model/study_model";
import type { Frames } from "../../model/wire";
import { dimensionOf, roundAt } from "../../plot/dimension";
import { drag, type Handle, makeHandle, type Point } from "../../plot/dragging";
import { curvesOf, put } from "../../plot/parts";
import { type Plot, type PlottedStage, plotted } from "../../plot/plot";
import { type Theme, themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { make, mark, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { number, probability } from "../../ui/format";
import { remembered } from "../../ui/remembered";
import { additiveOf } from "./additive";
import { boundaryOf, signsOf } from "./boundary";
import { makeMoving, waiting } from "./moving";
import { makeChoice, type Panel, panels } from "./panels";
import { answerName, boundaryText, missing, placeText, readoutText } from "./readout";
import { makeSamples } from "./scattered";
import { makeSheets, type Sheets } from "./sheets";
import { followFormer, missingReasonOf, type Slice, sliceOf, standsAt } from "./slice";
import { makeRampKey, surfaceOf } from "./surface";

type Kind = "probability" | "value" | "score";

interface Shown {
  panel: Panel;
  plot: Plot;
  sheets: Sheets;
  handle: Handle | undefined;
}

export default plotted("plane", ["a", "b", "c", "d"], (stage: PlottedStage) => {
  const { study, model, root, signal, parts, head, foot, plot: plotOf, watch, guarded } = stage;
  const [x, y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
  const marks = { boundary: parts("boundary"), instance: parts("instance") };
  const moving = makeMoving(study, signal, () => drawInstance());
  const choice = makeChoice(model, signal);
  const detail = make("p", { class: "lw-plane-detail" });
  const readout = make("p", { class: "lw-plane-readout" });
  const key = makeRampKey();
  head.append(make("div", { class: "lw-plane-tools" }, choice.node, key.node), detail);
  foot.append(readout);

  const axesNow = () => sliceOf(model)?.axes ?? [];
  const moveTo = (values: readonly number[]) => {
    const axes = axesNow();
    if (axes.length === 2) moving.to(axes, values);
  };
  const follow = (at: Point) => moveTo([roundAt(x, at.x), roundAt(y, at.y)]);
  const keys = {
    step(dx: number, dy: number) {
      const axes = axesNow();
      moveTo(moving.place(axes).map((value, k) => value + (k === 0 ? dx : dy) * (axes[k]?.step ?? 0)));
    },
    edge(which: -1 | 1) {
      const axes = axesNow();
      const end = which < 0 ? axes[0]?.low : axes[0]?.high;
      moveTo(moving.place(axes).map((value, k) => (k === 0 ? (end ?? value) : value)));
    },
  };
  const draggable = ({ surface: over }: Plot, { node }: Handle) => {
    over.append(node);
    drag(over, signal, {
      down() {
        if (axesNow().length !== 2 || !study.allows("moved")) return false;
        node.focus({ preventScroll: true });
        moving.hold(axesNow());
        return true;
      },
      move: follow,
      up(at) {
        follow(at);
        moving.release();
      },
      cancel: () => moving.takeBack(axesNow()),
    });
  };

  const shown = panels.map(({ name, adds }): Shown => {
    const plot = plotOf(name.toLowerCase());
    const sheets = makeSheets(name, plot, [x, y]);
    plot.surface.append(make("span", { class: "lw-panel-name" }, make("b", {}, name), ` ${adds}`));
    const handle =
      name === "A" ? undefined : makeHandle("instance", `Instance in panel ${name}`, signal, keys);
    if (handle !== undefined) draggable(plot, handle);
    plot.onSize(guarded(() => putAllTicks(plot)));
    return { panel: name, plot, sheets, handle };
  });
  const visible = () => shown.filter(({ panel }) => choice.shows(panel));

  const putAllTicks = ({ area, axes }: Plot) => {
    if (area === null) return;
    putTicks(axes.x, x, area.width, 64);
    putTicks(axes.y, y, area.height, 46, (model.get("columns") as string[])[1]);
  };

  const surfaceNow = remembered((slice: Slice | null, kind: Kind, theme: Theme) => {
    const [across, up] = slice?.axes ?? [];
    if (slice === null || across === undefined || up === undefined) return null;
    x.set(across.low, across.high);
    y.set(up.low, up.high);
    for (const { plot } of shown) putAllTicks(plot);
    return surfaceOf(slice, kind, theme);
  });
  const samplesNow = makeSamples(model, study);
  const explained = remembered((slice: Slice | null, frames: Frames | null, t: number, level: number) => {
    const axes = slice?.axes ?? [];
    const surrogate = frames === null || t < 0 || axes.length < 2 ? null : additiveOf(frames, t, axes);
    if (surrogate === null) return { signs: [], boundary: null };
    return { signs: signsOf(surrogate, axes, level), boundary: boundaryOf(surrogate, axes, level) };
  });

  const draw = () => {
    const force = frameInForce(study, root);
    const slice = sliceOf(model);
    const { kind } = study.get("outputs");
    const surface = surfaceNow(slice, kind, themeOf(root));
    const level = levelOf(study);
    const t = force === null ? -1 : force.sweep.widths.indexOf(force.frame.width);
    const { signs, boundary } = explained(slice, study.get("frames"), t, level);
    const panel = model.get("panel");
    mark(root, "data-panel", String(panel));
    choice.draw();
    const text = kind === "probability" ? probability : number;
    key.draw(surface, answerName(study, slice?.output ?? study.get("output")), text);
    const scene = { surface, signs, ...samplesNow() };
    for (const { sheets } of visible()) sheets.paint(scene);
    const at = boundary?.x.length ? [boundary] : [];
    // Draw the line twice: the style sheet makes the first wider, as a rim.
    put(marks.boundary, { ...curvesOf([...at, ...at]), colors: ["#10151b", "#fff"] });
    const axes = axesNow();
    write(readout, force === null ? "" : readoutText(force, study, boundary, axes, level));
    mark(root, "data-boundary", boundary === null ? null : boundaryText(boundary, axes));
    drawInstance();
  };

  /** Draw everything that moves with the pointer, before the kernel answers. */
  const drawInstance = () => {
    const slice = sliceOf(model);
    const axes = axesNow();
    const missingReason = missingReasonOf(study, slice, (model.get("columns") as string[]).join(" and "));
    const stands = axes.map((axis) => standsAt(study.get("frames"), axis));
    const place = moving.place(axes);
    const known = stands.every(Number.isFinite);
    put(marks.instance, {
      x: Float64Array.from(known ? stands.slice(0, 1) : []),
      y: Float64Array.from(known ? stands.slice(1) : []),
      colors: ["#ffd21f"],
      stroke: "#10151b",
    });
    const free = study.allows("moved");
    const movable = axes.length === 2 && place.every(Number.isFinite) && free;
    const text = placeText(axes, place);
    for (const { handle } of visible()) {
      if (handle === undefined) continue;
      handle.node.hidden = !movable;
      handle.node.classList.toggle("lw-asked", moving.away);
      if (!movable) continue;
      const [u = 0, v = 0] = place;
      handle.place(x.share(u), y.share(v));
      handle.say(text, u, axes[0]?.low ?? 0, axes[0]?.high ?? 1);
    }
    root.classList.toggle("lw-unmovable", !free);
    mark(root, "data-at", stands.join(","));
    const way = free ? ". Drag it, or move it with the arrow keys." : "";
    const gap = axes.find((_, k) => Number.isNaN(place[k]));
    write(
      detail,
      missingReason || (gap && missing(gap)) || `Instance at ${text}${moving.away ? `: ${waiting}` : way}`,
    );
    detail.classList.toggle("lw-idle", missingReason !== "");
  };

  watch(traits, draw);
  watchTraits(model, ["slice", "points", "panel", "columns"], signal, guarded(draw));
  followFormer(
    model,
    shown.map(({ plot }) => plot),
    signal,
  );
  root.addEventListener("lw-theme", guarded(draw), { signal });
});

/** The prediction at which the surrogate changes sides: 0.5, or for values the model's own at the instance. */
function levelOf(study: StudyModel): number {
  const { kind } = study.get("outputs");
  if (kind === "probability") return 0.5;
  if (kind === "score") return 0;
  return study.get("prediction").values[study.get("output")] ?? 0;
}

const traits = [
  "frames",
  "kernel_width",
  "kernel",
  "samples",
  "outputs",
  "output",
  "prediction",
  "status",
  "error",
  "moved",
  "palette",
];
