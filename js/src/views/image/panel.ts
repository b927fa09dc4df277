// One picture with the explanation of one label over it: a stack of canvases. The topmost receives pointer and key
// events.

import { stepFrom, superpixelAt } from "../../model/superpixels";
import { makeLayers, outline } from "../../plot/layers";
import type { Paint } from "../../plot/overlay";
import { contextOf, drawPicture, drawWhole, makeCanvas, type Pictures } from "../../plot/pictures";
import type { Raster } from "../../plot/raster";
import { focused, listen, make, makeFocusable, mark, show, write } from "../../ui/elements";

/** The content of a panel. */
export interface Scene {
  raster: Raster;
  /** Null while they are decoded. */
  pictures: Pictures | null;
  paint: Paint;
  removed: ReadonlySet<number>;
  opacity: number;
  /** Whether every superpixel is hidden. */
  hidden: boolean;
  /** Whether there are weights to point at. */
  touchable: boolean;
  title: string;
  /** The canvas's width on the screen, where there is room. */
  wide: number;
}

export interface Hand {
  /** The superpixel under the pointer or in focus; −1 for none. */
  point(feature: number): void;
  toggle(feature: number): void;
  /** The description of a superpixel. */
  say(feature: number): string;
}

export interface Panel {
  node: HTMLElement;
  /** Returns whether anything was painted. */
  draw(scene: Scene): boolean;
  highlight(feature: number): void;
}

export function makePanel(hand: Hand, signal: AbortSignal): Panel {
  const [base, fills, lines] = ["lw-base", "lw-fills", "lw-lines"].map((name) => makeCanvas(0, 0, name)) as [
    HTMLCanvasElement,
    HTMLCanvasElement,
    HTMLCanvasElement,
  ];
  const top = makeFocusable("canvas", {
    class: "lw-touch",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "image",
    "aria-description": "The arrow keys move between superpixels. Enter hides or shows one.",
  });
  const stack = make("div", { class: "lw-stack" }, base, fills, lines, top);
  const title = make("figcaption", { class: "lw-panel-title" });
  const spoken = make("span", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  const node = make("figure", { class: "lw-panel" }, title, stack, spoken);
  const layers = makeLayers(fills, lines);

  let scene: Scene | undefined;
  let drawn: Scene | undefined;
  let highlighted = -1;
  let cursor = 0;

  const at = ({ clientX, clientY }: MouseEvent) => {
    const box = top.getBoundingClientRect();
    if (scene?.touchable !== true || box.width === 0) return -1;
    return superpixelAt(
      scene.raster.source,
      (clientX - box.left) / box.width,
      (clientY - box.top) / box.height,
    );
  };
  const announce = () => write(spoken, focused(node) === top ? hand.say(cursor) : "");
  listen(top, "pointermove", (event) => hand.point(at(event)), signal);
  listen(
    top,
    "pointerleave",
    () => hand.point(focused(node) === top && top.matches(":focus-visible") ? cursor : -1),
    signal,
  );
  listen(
    top,
    "click",
    (event) => {
      const feature = at(event);
      if (feature < 0) return;
      cursor = feature;
      hand.toggle(feature);
    },
    signal,
  );
  listen(
    top,
    "focus",
    () => {
      // A click has already chosen its superpixel.
      if (scene?.touchable !== true || !top.matches(":focus-visible")) return;
      hand.point(cursor);
      announce();
    },
    signal,
  );
  listen(
    top,
    "blur",
    () => {
      hand.point(-1);
      write(spoken, "");
    },
    signal,
  );
  listen(
    top,
    "keydown",
    (event) => {
      if (scene?.touchable !== true) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        hand.toggle(cursor);
        announce();
        return;
      }
      const next = stepFrom(scene.raster.source, cursor, event.key);
      if (next === undefined) return;
      event.preventDefault();
      cursor = next;
      hand.point(cursor);
      announce();
    },
    signal,
  );

  const size = ({ width, height }: Raster, wide: number) => {
    for (const canvas of [base, fills, lines, top]) {
      // Setting a canvas's size clears it, even when the size is equal.
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    stack.style.setProperty("--lw-aspect", (width / height).toFixed(5));
    stack.style.setProperty("--lw-wide", `${wide}px`);
  };

  return {
    node,
    draw(next) {
      [drawn, scene] = [scene, next];
      const { raster, removed, pictures, hidden } = next;
      if (drawn?.raster !== raster || drawn.wide !== next.wide) size(raster, next.wide);
      if (cursor >= raster.n) cursor = 0;
      write(title, next.title);
      show(title, next.title !== "");
      const named = next.title === "" ? "" : `${next.title}: `;
      mark(top, "aria-label", `${named}image of ${raster.n} superpixels`);

      const samePicture =
        drawn?.raster === raster &&
        drawn.pictures === pictures &&
        drawn.hidden === hidden &&
        drawn.removed === removed;
      if (!samePicture && pictures !== null) {
        if (hidden) drawWhole(base, pictures.filled, raster);
        else drawPicture(base, pictures, raster, removed);
      }
      top.classList.toggle("lw-untouchable", !next.touchable);
      const opacity = String(next.opacity);
      const sameOpacity = fills.style.opacity === opacity;
      if (!sameOpacity) fills.style.opacity = opacity;
      const painted = layers.paint(raster, next.paint, removed);
      if (drawn?.raster !== raster) outline(contextOf(top), raster, highlighted);
      return painted || !samePicture || !sameOpacity;
    },
    highlight(feature) {
      const known = scene?.touchable === true ? feature : -1;
      if (known === highlighted) return;
      highlighted = known;
      if (scene !== undefined) outline(contextOf(top), scene.raster, known);
    },
  };
}
