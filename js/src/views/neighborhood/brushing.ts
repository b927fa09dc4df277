// Select a region of a plot. The pointer draws it, drags its middle or an edge, and clears it with a click beside it.
// The keys move, resize and clear (Escape) it.

import type { Brush } from "../../model/wire";
import type { Dimension } from "../../plot/dimension";
import { drag, type Handle, makeHandle, type Point } from "../../plot/dragging";
import type { Plot } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { listen } from "../../ui/elements";
import { number } from "../../words/format";
import {
  type Box,
  directionOf,
  dragged,
  first,
  type Hold,
  holdAt,
  inside,
  resized,
  shifted,
  step,
} from "./box";

export interface Brushing {
  draw(brush: Brush | null): void;
}

export function makeBrushing(
  plot: Plot,
  axes: { x: Dimension; y: Dimension },
  signal: AbortSignal,
  set: (brush: Brush | null) => void,
): Brushing {
  return new BrushInHand(plot, axes, signal, set);
}

class BrushInHand implements Brushing {
  readonly #plot: Plot;
  readonly #axes: { x: Dimension; y: Dimension };
  readonly #set: (brush: Brush | null) => void;

  #box: Box | null = null;
  readonly #middle: Handle;
  readonly #corner: Handle;

  constructor(
    plot: Plot,
    axes: { x: Dimension; y: Dimension },
    signal: AbortSignal,
    set: (brush: Brush | null) => void,
  ) {
    this.#plot = plot;
    this.#axes = axes;
    this.#set = set;

    const clear = () => this.#put(null);
    this.#middle = makeHandle("brush", say("brush.middle"), signal, {
      step: (dx, dy) => this.#put(this.#box === null ? first : shifted(this.#box, step * dx, step * dy)),
      clear,
    });
    this.#corner = makeHandle("corner", say("brush.corner"), signal, {
      step: (dx, dy) => this.#put(resized(this.#box ?? first, step * dx, step * dy)),
      clear,
    });
    plot.surface.append(this.#middle.node, this.#corner.node);
    this.#follow(signal);
  }

  draw(brush: Brush | null): void {
    const { x, y } = this.#axes;
    this.#box = brush && {
      left: x.share(brush.x[0]),
      right: x.share(brush.x[1]),
      low: y.share(brush.y[0]),
      high: y.share(brush.y[1]),
    };
    const middle = this.#middle;
    const corner = this.#corner;
    corner.node.hidden = this.#box === null;
    // Without a selection it is as large as the plot, and must not hold a finger that scrolls.
    middle.node.classList.toggle("lw-passive", this.#box === null);
    // The handle is as large as its region, so the focus ring surrounds the region.
    const { left, right, low, high } = this.#box ?? { left: 0, right: 1, low: 0, high: 1 };
    const percent = (share: number) => `${(100 * inside(share)).toFixed(3)}%`;
    middle.place(inside(left), inside(low));
    middle.node.style.width = percent(inside(right) - inside(left));
    middle.node.style.height = percent(inside(high) - inside(low));
    if (brush === null) {
      middle.say(say("brush.none"), 0, 0, 1);
      return;
    }
    corner.place(right, high);
    const range = ([a, b]: readonly [number, number]) =>
      say("brush.ends", { from: number(a), to: number(b) });
    const text = say("brush.range", { x: range(brush.x), y: range(brush.y) });
    for (const handle of [middle, corner]) handle.say(text, brush.x[0], x.low, x.high);
  }

  #put(box: Box | null): void {
    if (box === null) {
      this.#set(null);
      return;
    }
    const { x, y } = this.#axes;
    const [left, right] = [Math.min(box.left, box.right), Math.max(box.left, box.right)];
    const [low, high] = [Math.min(box.low, box.high), Math.max(box.low, box.high)];
    this.#set({ x: [x.value(left), x.value(right)], y: [y.value(low), y.value(high)] });
  }

  #follow(signal: AbortSignal): void {
    const plot = this.#plot;
    let from: Point = { x: 0, y: 0 };
    let begun: Box | null = null;
    let hold: Hold | null = null;
    drag(plot.surface, signal, {
      down: (at) => {
        hold = holdAt(this.#box, at, plot.area);
        [from, begun] = [at, this.#box];
        this.#middle.node.focus({ preventScroll: true });
        return true;
      },
      move: (at) => this.#put(dragged(begun, hold, from, at)),
      up: (_, moved) => {
        if (!moved && hold === null) this.#put(null);
      },
      cancel: () => this.#put(begun),
    });
    const hover = ({ clientX, clientY, buttons }: PointerEvent) => {
      if (buttons !== 0) return;
      const { left, bottom, width, height } = plot.surface.getBoundingClientRect();
      const at = { x: (clientX - left) / width, y: (bottom - clientY) / height };
      plot.surface.dataset["hold"] = directionOf(holdAt(this.#box, at, plot.area));
    };
    listen(plot.surface, "pointermove", hover, signal);
  }
}
