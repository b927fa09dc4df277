// The black box along one feature, the surrogates of the compared kernel widths, and the kernel's weight. The user
// drags the instance along the curve. lime_widgets/widgets/plots/curve.py declares it.

import { watchTraits } from "../../model/study_model";
import { type Dimension, dimensionOf, hold, roundAt } from "../../plot/dimension";
import { type Handle, makeHandle } from "../../plot/dragging";
import { put } from "../../plot/parts";
import { type PlottedStage, plotted } from "../../plot/plot";
import { type Theme, themeOf } from "../../plot/ramp";
import { putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { markStanding } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { number } from "../../words/format";
import { nameOf } from "../../words/wording";
import { dragInstance, keysOf } from "../slices/grabbing";
import { type Moving, makeMoving } from "../slices/moving";
import { answerName } from "../slices/readout";
import { type Axis, followFormer, missingReasonOf, sliceOf, standsAt } from "../slices/slice";
import { type Compare, makeCompare } from "./compare";
import { type Line, lineOf } from "./lines";
import { CurveNames } from "./naming";
import { paintRug } from "./rug";
import { heightAt, instanceText, type Scene, type Standing, sceneOf } from "./scene";
import { comparedWidths } from "./widths";

/** The band of weights has this share of the plot's height where the weight is 1. */
const bandShare = 0.25;

export default plotted("curve", ["curve"], (stage: PlottedStage) => {
  const { model, root, signal, plot, watch, guarded } = stage;
  const curve = new CurveOfModel(stage);
  const draw = () => curve.draw();
  watch(traits, draw);
  watchTraits(model, ["slice", "column"], signal, guarded(draw));
  followFormer(model, [plot("curve")], signal);
  root.addEventListener("lw-theme", guarded(draw), { signal });
});

class CurveOfModel {
  readonly #stage: PlottedStage;

  readonly #plot;
  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #moving: Moving;
  readonly #handle: Handle;
  readonly #compare: Compare;
  readonly #names: CurveNames;
  readonly #detail = make("span", { class: "lw-detail", role: "status", "aria-live": "off" });
  readonly #repaint: () => void;
  #lines: Line[] = [];
  #scene: Scene | undefined;
  // Reading a computed style at every step of a drag would recompute the styles of the whole page.
  readonly #ink = remembered((_theme: Theme) => getComputedStyle(this.#stage.root).color);

  constructor(stage: PlottedStage) {
    this.#stage = stage;

    const { study, root, signal, parts, head, foot, guarded } = stage;
    this.#plot = stage.plot("curve");
    [this.#x, this.#y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
    dimensionOf(parts("y_band")).set(0, 1 / bandShare);
    this.#names = new CurveNames(study, this.#plot, [this.#x, this.#y], signal);
    head.append(this.#names.headline, make("div", { class: "lw-top" }, this.#detail, this.#names.key));
    this.#compare = makeCompare(study, signal);
    foot.append(this.#compare.node);
    this.#moving = makeMoving(
      study,
      signal,
      guarded(() => this.#drawInstance()),
    );
    const grip = {
      study,
      signal,
      moving: this.#moving,
      axes: () => this.#axes(),
      valuesAt: ({ x }: { x: number }) => [roundAt(this.#x, x)],
    };
    this.#handle = makeHandle("instance", say("slice.handle"), signal, keysOf(grip));
    dragInstance(this.#plot.surface, this.#handle, grip);
    this.#repaint = this.#plot.layer((brush, area) => {
      if (this.#scene !== undefined)
        paintRug(brush, area, this.#scene.rug, this.#x, this.#ink(themeOf(root)));
    });
    this.#plot.onSize(guarded(() => this.#drawTicks()));
  }

  draw(): void {
    const { study, model, root, parts } = this.#stage;
    markStanding(study, root);
    const frames = study.get("frames");
    const slice = sliceOf(model);
    const [axis] = this.#axes();
    const compared = comparedWidths(
      study.get("compared_widths") ?? [],
      study.get("kernel_width"),
      themeOf(root),
    );
    this.#lines = compared.map((each) => lineOf(frames, axis, each));
    this.#compare.draw(this.#lines, axis?.name ?? say("slice.feature"), frames?.surrogate === "logistic");
    const scene = sceneOf({
      slice,
      lines: this.#lines,
      samples: study.get("samples") ?? null,
      kernel: String(study.parameter("kernel")),
      width: study.get("kernel_width"),
    });
    this.#scene = scene;
    for (const [name, values] of Object.entries(scene.marks)) put(parts(name), values);
    this.#names.key.classList.toggle("lw-unweighed", !scene.weighed);
    if (scene.along !== null) this.#x.set(...scene.along);
    hold(this.#y, ...scene.heights);
    this.#names.draw(slice, this.#lines, this.#y);
    this.#drawTicks();
    this.#repaint();
    mark(root, "data-lines", String(scene.drawn));
    this.#drawInstance();
  }

  #drawTicks(): void {
    const { study, model } = this.#stage;
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 64);
    const output = sliceOf(model)?.output ?? study.get("output");
    const text = (name: string) => answerName(study, output, name);
    putTicks(axes.y, this.#y, area.height, 46, { name: nameOf(study, output), text });
  }

  /** Draw everything that moves with the pointer, before the kernel answers. */
  #drawInstance(): void {
    const { study, model, root, parts } = this.#stage;
    const slice = sliceOf(model);
    const [axis] = this.#axes();
    const reason = missingReasonOf(study, slice, String(model.get("column")));
    const standing = this.#standing(axis);
    const { explained, place } = standing;
    const height = heightAt(slice, standing, explained);
    const shown = Number.isFinite(explained) && Number.isFinite(height);
    put(parts("instance"), {
      x: Float64Array.from(shown ? [explained] : []),
      y: Float64Array.from(shown ? [height] : []),
      colors: ["var(--lw-fg)"],
      stroke: "var(--lw-bg)",
    });
    const held = heightAt(slice, standing, place);
    this.#placeHandle(axis, place, held);
    mark(root, "data-at", String(explained));
    const current = this.#lines.find((line) => line.compared.current);
    const text =
      reason === "" && axis !== undefined
        ? instanceText(axis, place, held, current, this.#moving.away)
        : reason;
    this.#detail.classList.toggle("lw-idle", reason !== "");
    write(this.#detail, text);
    mark(this.#detail, "title", text);
  }

  #placeHandle(axis: Axis | undefined, place: number, height: number): void {
    const movable = axis !== undefined && Number.isFinite(place) && this.#stage.study.allows("moved");
    this.#handle.node.hidden = !movable;
    this.#handle.node.classList.toggle("lw-asked", this.#moving.away);
    if (!movable) return;
    const share = this.#y.share(height);
    this.#handle.place(this.#x.share(place), Number.isFinite(share) ? share : 0.5);
    this.#handle.say(`${axis.name} ${number(place, 4)}`, place, axis.low, axis.high);
  }

  #standing(axis: Axis | undefined): Standing {
    const { study, model } = this.#stage;
    const answer = study.get("prediction").values[sliceOf(model)?.output ?? -1];
    if (axis === undefined) return { explained: Number.NaN, place: Number.NaN, answer };
    const explained = standsAt(study.get("frames"), axis);
    return { explained, place: this.#moving.place([axis])[0] ?? Number.NaN, answer };
  }

  #axes(): readonly Axis[] {
    return sliceOf(this.#stage.model)?.axes.slice(0, 1) ?? [];
  }
}

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
