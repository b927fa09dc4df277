// The black box over two features, with the samples, their weights, and the surrogate's signs and boundary. The user
// drags the instance. lime_widgets/widgets/plots/plane.py declares it.

import { watchTraits } from "../../model/study_model";
import type { Outputs } from "../../model/wire";
import { type Dimension, dimensionOf, roundAt } from "../../plot/dimension";
import { type Handle, makeHandle } from "../../plot/dragging";
import { curvesOf, put } from "../../plot/parts";
import { type Plot, type PlottedStage, plotted } from "../../plot/plot";
import { type Theme, themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { say, type TextId } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { listed, number, probability } from "../../words/format";
import { dragInstance, type Grip, keysOf } from "./grabbing";
import { type Moving, makeMoving } from "./moving";
import { makePanelButtons, type Panel, type PanelButtons, panels } from "./panels";
import { answerName, boundaryText, placeSentence, placeText, readoutText, Verdict } from "./readout";
import { makeSamples } from "./scattered";
import { makeSheets, type Sheets, sidesOf } from "./sheets";
import { type Axis, followFormer, missingReasonOf, type Slice, sliceOf, standsAt } from "./slice";
import { makeRampKey, surfaceOf } from "./surface";
import { levelOf, surrogateOver } from "./surrogate";

interface Shown {
  panel: Panel;
  plot: Plot;
  sheets: Sheets;
  /** Of the instance, which panel A does not show. */
  handle: Handle | undefined;
}

export default plotted("plane", ["a", "b", "c", "d"], (stage: PlottedStage) => {
  const { model, root, signal, watch, guarded } = stage;
  const plane = new Plane(stage);
  const draw = () => plane.draw();
  watch(traits, draw);
  watchTraits(model, ["slice", "points", "panel", "columns"], signal, guarded(draw));
  followFormer(model, plane.plots, signal);
  root.addEventListener("lw-theme", guarded(draw), { signal });
});

class Plane {
  readonly #stage: PlottedStage;

  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #moving: Moving;
  readonly #buttons: PanelButtons;
  readonly #key = makeRampKey();
  readonly #verdict = new Verdict();
  readonly #detail = make("p", { class: "lw-plane-detail" });
  readonly #readout = make("p", { class: "lw-plane-readout" });
  readonly #shown: readonly Shown[];
  readonly #samples;

  constructor(stage: PlottedStage) {
    this.#stage = stage;

    const { study, model, signal, parts, head, foot, guarded } = stage;
    [this.#x, this.#y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
    const redraw = guarded(() => this.#drawInstance());
    this.#moving = makeMoving(study, signal, redraw);
    this.#buttons = makePanelButtons(model, signal);
    this.#samples = makeSamples(model, study);
    const tools = make("div", { class: "lw-plane-tools" }, this.#buttons.node, this.#key.node);
    head.append(this.#verdict.headline, tools, this.#detail);
    foot.append(this.#readout, this.#verdict.key);
    const grip: Grip = {
      study,
      signal,
      moving: this.#moving,
      axes: () => this.#axes(),
      valuesAt: (at) => [roundAt(this.#x, at.x), roundAt(this.#y, at.y)],
    };
    this.#shown = panels.map(({ name, adds }) => this.#makePanel(name, adds, grip));
  }

  get plots(): Plot[] {
    return this.#shown.map(({ plot }) => plot);
  }

  #makePanel(panel: Panel, adds: TextId, grip: Grip): Shown {
    const { signal, guarded } = this.#stage;
    const plot = this.#stage.plot(panel.toLowerCase());
    const sheets = makeSheets(panel, plot, [this.#x, this.#y]);
    plot.surface.append(make("span", { class: "lw-panel-name" }, make("b", {}, panel), ` ${say(adds)}`));
    plot.onSize(guarded(() => this.#drawTicks(plot)));
    if (panel === "A") return { panel, plot, sheets, handle: undefined };
    const handle = makeHandle("instance", say("plane.handle", { panel }), signal, keysOf(grip));
    dragInstance(plot.surface, handle, grip);
    return { panel, plot, sheets, handle };
  }

  draw(): void {
    const { study, model, root, parts } = this.#stage;
    const force = frameInForce(study, root);
    const slice = sliceOf(model);
    const { kind } = study.get("outputs");
    const surface = this.#surface(slice, kind, themeOf(root));
    const level = levelOf(study);
    const t = force === null ? -1 : force.sweep.widths.indexOf(force.frame.width);
    const { signs, above, boundary } = this.#surrogate(slice, study.get("frames"), t, level);
    mark(root, "data-panel", String(model.get("panel")));
    this.#buttons.draw();
    const text = kind === "probability" ? probability : number;
    this.#key.draw(surface, answerName(study, slice?.output ?? study.get("output")), text);
    const sides = this.#sides(study.get("palette"), themeOf(root));
    const scene = { surface, signs, above, sides, ...this.#samples() };
    for (const { sheets } of this.#visible()) sheets.paint(scene);
    const at = boundary?.x.length ? [boundary] : [];
    // Draw the line twice: the style sheet makes the first wider, as a rim.
    put(parts("boundary"), { ...curvesOf([...at, ...at]), colors: ["#10151b", "#fff"] });
    const axes = this.#axes();
    this.#verdict.draw(study, slice, signs, level);
    write(this.#readout, force === null ? "" : readoutText(force, study, boundary, axes, level));
    mark(root, "data-boundary", boundary === null ? null : boundaryText(boundary, axes));
    this.#drawInstance();
  }

  /** Draw everything that moves with the pointer, before the kernel answers. */
  #drawInstance(): void {
    const { study, model, root, parts } = this.#stage;
    const axes = this.#axes();
    const stands = axes.map((axis) => standsAt(study.get("frames"), axis));
    const place = this.#moving.place(axes);
    const known = stands.every(Number.isFinite);
    put(parts("instance"), {
      x: Float64Array.from(known ? stands.slice(0, 1) : []),
      y: Float64Array.from(known ? stands.slice(1) : []),
      colors: ["#ffd21f"],
      stroke: "#10151b",
    });
    this.#placeHandles(axes, place);
    root.classList.toggle("lw-unmovable", !study.allows("moved"));
    mark(root, "data-at", stands.join(","));
    const reason = missingReasonOf(study, sliceOf(model), listed(model.get("columns") as string[]));
    const how = this.#moving.away ? "waiting" : study.allows("moved") ? "drag" : "fixed";
    write(this.#detail, reason || placeSentence(axes, place, how));
    this.#detail.classList.toggle("lw-idle", reason !== "");
  }

  #placeHandles(axes: readonly Axis[], place: readonly number[]): void {
    const movable = axes.length === 2 && place.every(Number.isFinite) && this.#stage.study.allows("moved");
    const [u = 0, v = 0] = place;
    for (const { handle } of this.#visible()) {
      if (handle === undefined) continue;
      handle.node.hidden = !movable;
      handle.node.classList.toggle("lw-asked", this.#moving.away);
      if (!movable) continue;
      handle.place(this.#x.share(u), this.#y.share(v));
      handle.say(placeText(axes, place), u, axes[0]?.low ?? 0, axes[0]?.high ?? 1);
    }
  }

  #drawTicks({ area, axes }: Plot): void {
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 64);
    const name = (this.#stage.model.get("columns") as string[])[1] ?? "";
    putTicks(axes.y, this.#y, area.height, 46, { name, text: (short) => short });
  }

  readonly #surface = remembered((slice: Slice | null, kind: Outputs["kind"], theme: Theme) => {
    const [across, up] = slice?.axes ?? [];
    if (slice === null || across === undefined || up === undefined) return null;
    this.#x.set(across.low, across.high);
    this.#y.set(up.low, up.high);
    for (const plot of this.plots) this.#drawTicks(plot);
    return surfaceOf(slice, kind, theme);
  });

  readonly #surrogate = remembered(surrogateOver);

  /** The colors of the two sides, as in the bars. */
  readonly #sides = remembered((_palette: string, _theme: Theme) => sidesOf(this.#stage.root));

  #visible(): readonly Shown[] {
    return this.#shown.filter(({ panel }) => this.#buttons.shows(panel));
  }

  #axes(): readonly Axis[] {
    return sliceOf(this.#stage.model)?.axes ?? [];
  }
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
