// Dragging the kernel width: a line in all figures that moves along the sweep's grid, as the slider does. In the
// figure of R², the pointer grabs the target's line when it is near.
import { decode } from "../../model/codec";
import { positionOf, withStep } from "../../model/steps";
import type { Dimension } from "../../plot/dimension";
import { drag, type Handle, makeHandle } from "../../plot/dragging";
import type { PlottedStage } from "../../plot/plot";
import { listen, show } from "../../ui/elements";
import { number } from "../../words/format";
import type { Heights } from "./axes";
import { type FigureName, figures } from "./scene";
import type { Target } from "./target";
import type { Widths } from "./widths";

/** The displayed curves. */
export interface Seen {
  drawn: Widths | undefined;
  shown: readonly number[];
}

interface Axes {
  x: Dimension;
  y: Heights;
  target: Target;
}

/** Within this distance in pixels, the pointer grabs the target's line and not the width's. */
const grip = 9;
/** The pointer highlights a curve within this distance, in pixels. */
const reach = 14;

export interface Steering {
  /** Place the handles; `known` says whether there are curves. */
  draw(known: boolean, width: number, score: number | undefined): void;
}

/** `seen` returns the displayed curves. The curve under the pointer is highlighted in every view. */
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
    this.#handle = makeHandle("width", "Kernel width", signal, {
      step: (dx, dy) => this.#stepBy(dx + dy),
      edge: (which) => this.#setWidth(this.#steps().at(which < 0 ? 0 : -1)),
    });
    this.#aim = makeHandle("target", "Target R²", signal, {
      step: (dx, dy) => target.set((target.score ?? 0) + 0.01 * (dx + dy)),
      edge: (which) => target.set(which < 0 ? 0 : 1),
      clear: () => study.set("target_score", null),
    });
    plot("weights").surface.append(this.#handle.node);
    plot("score").surface.append(this.#aim.node);
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
    this.#aim.place(null, y.score.share(score));
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
      move: (at) => (aiming ? target.set(y.score.value(at.y)) : this.#setWidth(this.#widthAt(at.x))),
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
    if (name === "weights") listen(surface, "pointerleave", () => study.set("highlight", -1), signal);
  }

  #hover(name: FigureName, surface: HTMLElement, { clientX, clientY, buttons }: PointerEvent): void {
    if (buttons !== 0) return;
    const { left, bottom, width, height } = surface.getBoundingClientRect();
    const up = (bottom - clientY) / height;
    surface.classList.toggle("lw-aiming", this.#isOverTarget(name, up));
    if (name === "weights") {
      this.#stage.study.set("highlight", this.#curveAt((clientX - left) / width, up, height));
    }
  }

  #isOverTarget(name: FigureName, up: number): boolean {
    const { score } = this.#axes.target;
    if (name !== "score" || score === undefined) return false;
    const height = this.#stage.plot(name).area?.height ?? 0;
    return Math.abs(up - this.#axes.y.score.share(score)) * height <= grip;
  }

  /** Return the feature whose curve is nearest, above or below; −1 for none within reach. */
  #curveAt(across: number, up: number, height: number): number {
    const { drawn, shown } = this.#seen();
    if (drawn === undefined) return -1;
    const at = positionOf([...drawn.widths], this.#axes.x.value(across));
    let [nearest, least] = [-1, reach / height];
    for (const feature of shown) {
      const away = Math.abs(this.#axes.y.weights.share(drawn.coef.get(feature)?.[at] ?? Number.NaN) - up);
      if (away < least) [nearest, least] = [feature, away];
    }
    return nearest;
  }
}
