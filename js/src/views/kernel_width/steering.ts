// Dragging the kernel width: a line in all figures that moves along the sweep's grid, as the slider does. In the
// strip of trust, the pointer grabs the target's line when it is near.

import { decode } from "../../model/codec";
import { positionOf, withStep } from "../../model/steps";
import type { Dimension } from "../../plot/dimension";
import { drag, type Handle, makeHandle } from "../../plot/dragging";
import type { PlottedStage } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { listen, show } from "../../ui/elements";
import { number } from "../../words/format";
import type { Heights } from "./axes";
import { followCurves, type Seen } from "./pointing";
import { type FigureName, figures } from "./scene";
import type { Target } from "./target";

interface Axes {
  x: Dimension;
  y: Heights;
  target: Target;
}

/** Within this distance in pixels, the pointer grabs the target's line and not the width's. */
const grip = 9;

export interface Steering {
  /** Place the handles; `known` says whether there are curves. */
  draw(known: boolean, width: number, score: number | undefined): void;
}

/** `seen` returns the displayed curves. */
export function makeSteering(stage: PlottedStage, axes: Axes, seen: () => Seen): Steering {
  return new Hands(stage, axes, seen);
}

class Hands implements Steering {
  readonly #stage: PlottedStage;
  readonly #axes: Axes;
  readonly #seen: () => Seen;

  readonly #handle: Handle;
  /** The handle of the target. */
  readonly #aim: Handle;

  constructor(stage: PlottedStage, axes: Axes, seen: () => Seen) {
    this.#stage = stage;
    this.#axes = axes;
    this.#seen = seen;

    const { study, signal, plot } = stage;
    const { target } = axes;
    this.#handle = makeHandle("width", say("handle.width"), signal, {
      step: (dx, dy) => this.#stepBy(dx + dy),
      edge: (which) => this.#setWidth(this.#steps().at(which < 0 ? 0 : -1)),
    });
    this.#aim = makeHandle("target", say("handle.target"), signal, {
      step: (dx, dy) => target.set((target.score ?? 0) + 0.01 * (dx + dy)),
      edge: (which) => target.set(which < 0 ? 0 : 1),
      clear: () => study.set("target_score", null),
    });
    plot("weights").surface.append(this.#handle.node);
    plot("trust").surface.append(this.#aim.node);
    followCurves(stage, axes, seen);
    for (const name of figures) this.#follow(name);
  }

  draw(known: boolean, width: number, score: number | undefined): void {
    const { x, y } = this.#axes;
    const values = this.#steps();
    show(this.#handle.node, known);
    show(this.#aim.node, known && score !== undefined);
    this.#handle.place(x.share(width), null);
    this.#handle.say(number(width), width, values[0] ?? width, values.at(-1) ?? width);
    if (score === undefined) return;
    this.#aim.place(null, y.trust.share(score));
    this.#aim.say(score.toFixed(2), score, 0.01, 1);
  }

  /** The widths along which it moves. */
  #steps(): number[] {
    const { study } = this.#stage;
    const grid = study.get("grid") ?? null;
    const values = grid === null ? [...(this.#seen().drawn?.widths ?? [])] : [...decode(grid, "f8")];
    return withStep(values, study.get("kernel_width"));
  }

  #stepBy(steps: number): void {
    const values = this.#steps();
    const to = positionOf(values, this.#stage.study.get("kernel_width")) + steps;
    this.#setWidth(values[Math.min(values.length - 1, Math.max(0, to))]);
  }

  #setWidth(width: number | undefined): void {
    const { study } = this.#stage;
    if (width === undefined) return;
    // A width set by hand turns the target off.
    if (width !== study.get("kernel_width")) study.set("target_score", null);
    study.set("kernel_width", width);
  }

  #widthAt(share: number): number | undefined {
    const values = this.#steps();
    return values[positionOf(values, this.#axes.x.value(Math.min(1, Math.max(0, share))))];
  }

  /** Follow the pointer over one figure. */
  #follow(name: FigureName): void {
    const { study, signal, plot } = this.#stage;
    const { y, target } = this.#axes;
    const { surface } = plot(name);
    const standing = () => ({ width: study.get("kernel_width"), score: study.get("target_score") ?? null });
    let aiming = false;
    let before = standing();
    drag(surface, signal, {
      down: (at) => {
        aiming = this.#isOverTarget(name, at.y) && study.allows("target_score");
        before = standing();
        (aiming ? this.#aim : this.#handle).node.focus({ preventScroll: true });
        return true;
      },
      move: (at) => (aiming ? target.set(y.trust.value(at.y)) : this.#setWidth(this.#widthAt(at.x))),
      up: (at, moved) => {
        if (!moved && !aiming) this.#setWidth(this.#widthAt(at.x));
      },
      // A touch that turns into scrolling changes nothing.
      cancel() {
        study.set("kernel_width", before.width);
        study.set("target_score", before.score);
      },
    });
    listen(surface, "dblclick", () => this.#setWidth(study.get("default_kernel_width")), signal);
    listen(surface, "pointermove", (event) => this.#hover(name, surface, event), signal);
  }

  #hover(name: FigureName, surface: HTMLElement, { clientY, buttons }: PointerEvent): void {
    if (buttons !== 0) return;
    const { bottom, height } = surface.getBoundingClientRect();
    surface.classList.toggle("lw-aiming", this.#isOverTarget(name, (bottom - clientY) / height));
  }

  #isOverTarget(name: FigureName, up: number): boolean {
    const { score } = this.#axes.target;
    if (name !== "trust" || score === undefined) return false;
    const height = this.#stage.plot(name).area?.height ?? 0;
    return Math.abs(up - this.#axes.y.trust.share(score)) * height <= grip;
  }
}
