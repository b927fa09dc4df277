// Dragging on a plot: the pointer (mouse, touch or pen) over its surface, and a handle that the keyboard moves.
import { listen, makeFocusable, mark } from "../ui/elements";

/** The pointer's position in shares of the surface, from its left edge and from the bottom. May lie outside. */
export interface Point {
  x: number;
  y: number;
}

export interface Hand {
  /** Return whether the drag starts; `event` gives the position and the modifier keys. */
  down(at: Point, event: PointerEvent): boolean;
  move(at: Point): void;
  /** The drag ended here; `moved` is false for a click. */
  up?(at: Point, moved: boolean): void;
  /** The browser canceled the drag, for example to scroll. */
  cancel?(): void;
}

/** A movement of fewer pixels than this is a click. */
const trembling = 3;
/** To measure the surface costs a layout of the page; during a drag it is measured again after these milliseconds. */
const stale = 200;

interface Hold {
  id: number;
  x: number;
  y: number;
  moved: boolean;
}

type Following = "pointermove" | "pointerup" | "pointercancel" | "lostpointercapture";

export function drag(surface: HTMLElement, signal: AbortSignal, hand: Hand): void {
  let held: Hold | undefined;
  let measured: { box: DOMRect; time: number } | undefined;
  const at = ({ clientX, clientY, timeStamp }: MouseEvent): Point => {
    if (held === undefined || measured === undefined || timeStamp - measured.time > stale)
      measured = { box: surface.getBoundingClientRect(), time: timeStamp };
    const { left, bottom, width, height } = measured.box;
    return { x: (clientX - left) / width, y: (bottom - clientY) / height };
  };
  const forget = () => {
    measured = undefined;
  };
  for (const type of ["scroll", "resize"] as const)
    globalThis.addEventListener?.(type, forget, { capture: true, passive: true, signal });
  const release = () => {
    if (held !== undefined && surface.hasPointerCapture?.(held.id)) surface.releasePointerCapture(held.id);
    held = undefined;
  };
  listen(
    surface,
    "pointerdown",
    (event) => {
      if (event.button !== 0 || held !== undefined || !hand.down(at(event), event)) return;
      held = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: false };
      surface.setPointerCapture?.(event.pointerId);
    },
    signal,
  );
  /** Handle events of the captured pointer only. */
  const follow = (type: Following, act: (event: PointerEvent, hold: Hold) => void) =>
    listen(
      surface,
      type,
      (event) => held !== undefined && held.id === event.pointerId && act(event, held),
      signal,
    );
  follow("pointermove", (event, hold) => {
    const way = Math.hypot(event.clientX - hold.x, event.clientY - hold.y);
    if (!hold.moved && way < trembling) return;
    hold.moved = true;
    hand.move(at(event));
  });
  follow("pointerup", (event, { moved }) => {
    release();
    if (moved) hand.move(at(event));
    hand.up?.(at(event), moved);
  });
  for (const type of ["pointercancel", "lostpointercapture"] as const) {
    follow(type, () => {
      release();
      hand.cancel?.();
    });
  }
  // The mouse press must not take the focus from the handle that it moves.
  listen(surface, "mousedown", (event) => event.preventDefault(), signal);
}

export interface Keys {
  /** Move by this number of steps to the right and up: ten with the shift key or a page key. */
  step(dx: number, dy: number): void;
  /** Move to the first or the last value. */
  edge?(which: -1 | 1): void;
  /** Escape or Delete. */
  clear?(): void;
}

export interface Handle {
  node: HTMLElement;
  /** In shares of the surface. With one of them null, the handle is a line across the whole surface. */
  place(x: number | null, y: number | null): void;
  /** Set the text and the value for screen readers. */
  say(text: string, value: number, low: number, high: number): void;
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
  PageDown: [0, -10],
  PageUp: [0, 10],
};

/** Create an object on a plot that the arrow keys move. Pointer events pass through it to the surface. */
export function makeHandle(name: string, label: string, signal: AbortSignal, keys: Keys): Handle {
  const node = makeFocusable("div", {
    class: `lw-handle lw-handle-${name}`,
    role: "slider",
    tabindex: "0",
    "aria-label": label,
  });
  listen(
    node,
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = directions[event.key];
      const edge = { Home: -1, End: 1 }[event.key] as -1 | 1 | undefined;
      if (direction !== undefined) {
        const by = event.shiftKey && Math.max(...direction.map(Math.abs)) === 1 ? 10 : 1;
        keys.step(by * direction[0], by * direction[1]);
      } else if (edge !== undefined && keys.edge !== undefined) keys.edge(edge);
      else if (["Escape", "Delete", "Backspace"].includes(event.key) && keys.clear !== undefined)
        keys.clear();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    signal,
  );
  const percent = (share: number) => `${(100 * Math.max(0, Math.min(1, share))).toFixed(3)}%`;
  return {
    node,
    place(x, y) {
      node.classList.toggle("lw-upright", y === null);
      node.classList.toggle("lw-level", x === null);
      node.style.left = x === null ? "0" : percent(x);
      node.style.bottom = y === null ? "0" : percent(y);
    },
    say(text, value, low, high) {
      mark(node, "aria-valuetext", text);
      mark(node, "aria-valuenow", String(value));
      mark(node, "aria-valuemin", String(low));
      mark(node, "aria-valuemax", String(high));
    },
  };
}
