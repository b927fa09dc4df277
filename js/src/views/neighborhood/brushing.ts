// Select a region of a plot. The pointer draws it, drags its middle or an edge, and clears it with a click beside it.
// The keys move, resize and clear (Escape) it.

import type { Dimension } from "../../plot/dimension";
import { drag, type Handle, makeHandle, type Point } from "../../plot/dragging";
import type { Plot } from "../../plot/plot";
import { number } from "../../ui/format";
import type { Brush } from "./cloud";

/** Sides in shares of the plot area. */
interface Box {
  left: number;
  right: number;
  low: number;
  high: number;
}

export interface Brushing {
  draw(brush: Brush | null): void;
}

/** The pointer grabs an edge within this distance, in pixels. */
const grip = 8;
/** The step of the arrow keys, and the smallest side. */
const step = 0.02;

export function makeBrushing(
  plot: Plot,
  x: Dimension,
  y: Dimension,
  signal: AbortSignal,
  set: (brush: Brush | null) => void,
): Brushing {
  let box: Box | null = null;

  const put = (next: Box | null) => {
    if (next === null) return set(null);
    const [left, right] = [Math.min(next.left, next.right), Math.max(next.left, next.right)];
    const [low, high] = [Math.min(next.low, next.high), Math.max(next.low, next.high)];
    set({ x: [x.value(left), x.value(right)], y: [y.value(low), y.value(high)] });
  };
  const shifted = (from: Box, dx: number, dy: number): Box => {
    const across = Math.max(-from.left, Math.min(1 - from.right, dx));
    const up = Math.max(-from.low, Math.min(1 - from.high, dy));
    return { left: from.left + across, right: from.right + across, low: from.low + up, high: from.high + up };
  };
  /** The region that the first key press selects: the half near the instance. */
  const first = (): Box => ({ left: 0, right: 0.5, low: 0, high: 1 });

  const middle = makeHandle("brush", "Selected samples; the arrow keys move the selection", signal, {
    step: (dx, dy) => put(box === null ? first() : shifted(box, step * dx, step * dy)),
    clear: () => put(null),
  });
  const corner = makeHandle("corner", "Size of the selection", signal, {
    step(dx, dy) {
      const from = box ?? first();
      const right = Math.min(1, Math.max(from.left + step, from.right + step * dx));
      put({ ...from, right, high: Math.min(1, Math.max(from.low + step, from.high + step * dy)) });
    },
    clear: () => put(null),
  });
  plot.surface.append(middle.node, corner.node);

  /** Which sides of the box the pointer would drag: none inside it (move the box), null outside it. */
  const holdAt = (at: Point): { x: "left" | "right" | null; y: "low" | "high" | null } | null => {
    const { area } = plot;
    if (box === null || area === null) return null;
    const near = (share: number, edge: number, pixels: number) => Math.abs(share - edge) * pixels <= grip;
    const within = (share: number, a: number, b: number, pixels: number) =>
      share >= a - grip / pixels && share <= b + grip / pixels;
    if (!within(at.x, box.left, box.right, area.width) || !within(at.y, box.low, box.high, area.height))
      return null;
    const { left, right, low, high } = box;
    return {
      x: near(at.x, right, area.width) ? "right" : near(at.x, left, area.width) ? "left" : null,
      y: near(at.y, high, area.height) ? "high" : near(at.y, low, area.height) ? "low" : null,
    };
  };
  const inside = (share: number) => Math.min(1, Math.max(0, share));

  let from: Point = { x: 0, y: 0 };
  let begun: Box | null = null;
  let hold: ReturnType<typeof holdAt> = null;
  drag(plot.surface, signal, {
    down(at) {
      hold = holdAt(at);
      [from, begun] = [at, box];
      middle.node.focus({ preventScroll: true });
      return true;
    },
    move(at) {
      if (hold === null || begun === null) {
        put({ left: inside(from.x), right: inside(at.x), low: inside(from.y), high: inside(at.y) });
      } else if (hold.x === null && hold.y === null) put(shifted(begun, at.x - from.x, at.y - from.y));
      else {
        const next = { ...begun };
        if (hold.x !== null) next[hold.x] = inside(at.x);
        if (hold.y !== null) next[hold.y] = inside(at.y);
        put(next);
      }
    },
    up(_, moved) {
      if (!moved && hold === null) put(null);
    },
    cancel() {
      put(begun);
    },
  });
  plot.surface.addEventListener(
    "pointermove",
    ({ clientX, clientY, buttons }) => {
      if (buttons !== 0) return;
      const { left, bottom, width, height } = plot.surface.getBoundingClientRect();
      const over = holdAt({ x: (clientX - left) / width, y: (bottom - clientY) / height });
      plot.surface.dataset["hold"] =
        over === null
          ? "none"
          : over.x === null
            ? over.y === null
              ? "all"
              : "y"
            : over.y === null
              ? "x"
              : "xy";
    },
    { signal },
  );

  const say = (handle: Handle, brush: Brush) => {
    const range = ([a, b]: readonly [number, number]) => `${number(a)} to ${number(b)}`;
    handle.say(`distance ${range(brush.x)}, ${range(brush.y)} upwards`, brush.x[0], x.low, x.high);
  };
  return {
    draw(brush) {
      box =
        brush === null
          ? null
          : {
              left: x.share(brush.x[0]),
              right: x.share(brush.x[1]),
              low: y.share(brush.y[0]),
              high: y.share(brush.y[1]),
            };
      corner.node.hidden = box === null;
      // The handle is as large as its region, so the focus ring surrounds the region.
      const { left, right, low, high } = box ?? { left: 0, right: 1, low: 0, high: 1 };
      const percent = (share: number) => `${(100 * inside(share)).toFixed(3)}%`;
      middle.place(inside(left), inside(low));
      middle.node.style.width = percent(inside(right) - inside(left));
      middle.node.style.height = percent(inside(high) - inside(low));
      if (box === null || brush === null) {
        middle.say("no samples selected; an arrow key starts a selection", 0, 0, 1);
        return;
      }
      corner.place(box.right, box.high);
      say(middle, brush);
      say(corner, brush);
    },
  };
}
