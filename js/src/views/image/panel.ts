// One picture with the explanation of one label over it: a stack of canvases. The topmost receives pointer and key
// events.

import { stepFrom, superpixelAt } from "../../model/superpixels";
import { makeLayers, outline } from "../../plot/layers";
import type { Paint } from "../../plot/overlay";
import { contextOf, drawPicture, drawWhole, makeCanvas, type Pictures } from "../../plot/pictures";
import type { Raster } from "../../plot/raster";
import { say } from "../../texts/catalogue";
import { focused, listen, make, makeFocusable, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";

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
  /** Whether the picture under the colors is gray. */
  gray: boolean;
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
  return new StackedPanel(hand, signal);
}

class StackedPanel implements Panel {
  readonly #hand: Hand;

  readonly node: HTMLElement;
  readonly #base = makeCanvas(0, 0, "lw-base");
  readonly #fills = makeCanvas(0, 0, "lw-fills");
  readonly #lines = makeCanvas(0, 0, "lw-lines");
  readonly #top = makeFocusable("canvas", {
    class: "lw-touch",
    tabindex: "0",
    role: "application",
    "aria-roledescription": say("panel.role"),
    "aria-description": say("panel.keys"),
  });
  readonly #stack = make("div", { class: "lw-stack" }, this.#base, this.#fills, this.#lines, this.#top);
  readonly #title = make("figcaption", { class: "lw-panel-title" });
  readonly #spoken = make("span", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  readonly #layers = makeLayers(this.#fills, this.#lines);
  #scene: Scene | undefined;
  #highlighted = -1;
  /** The superpixel that the keys act on. */
  #cursor = 0;

  constructor(hand: Hand, signal: AbortSignal) {
    this.#hand = hand;

    this.node = make("figure", { class: "lw-panel" }, this.#title, this.#stack, this.#spoken);
    const top = this.#top;
    listen(top, "pointermove", (event) => hand.point(this.#at(event)), signal);
    listen(top, "pointerleave", () => hand.point(this.#isReading() ? this.#cursor : -1), signal);
    listen(top, "click", (event) => this.#click(this.#at(event)), signal);
    listen(top, "focus", () => this.#focus(), signal);
    listen(top, "blur", () => this.#blur(), signal);
    listen(top, "keydown", (event) => this.#press(event), signal);
  }

  draw(scene: Scene): boolean {
    const before = this.#scene;
    this.#scene = scene;
    const { raster, removed, title } = scene;
    if (before?.raster !== raster || before.wide !== scene.wide) this.#resize(scene);
    if (this.#cursor >= raster.n) this.#cursor = 0;
    writeName(this.#title, title);
    show(this.#title, title !== "");
    const label = say(title === "" ? "panel.label" : "panel.label_of", { title, n: raster.n });
    mark(this.#top, "aria-label", label);
    this.#top.classList.toggle("lw-untouchable", !scene.touchable);

    const changed = !samePicture(before, scene);
    if (changed) this.#drawBase(scene);
    this.#base.classList.toggle("lw-gray", scene.gray);
    const opacity = String(scene.opacity);
    const faded = this.#fills.style.opacity !== opacity;
    if (faded) this.#fills.style.opacity = opacity;
    const painted = this.#layers.paint(raster, scene.paint, removed);
    if (before?.raster !== raster) outline(contextOf(this.#top), raster, this.#highlighted);
    return painted || changed || faded;
  }

  highlight(feature: number): void {
    const known = this.#scene?.touchable === true ? feature : -1;
    if (known === this.#highlighted) return;
    this.#highlighted = known;
    if (this.#scene !== undefined) outline(contextOf(this.#top), this.#scene.raster, known);
  }

  #drawBase({ pictures, hidden, raster, removed }: Scene): void {
    if (pictures === null) return;
    if (hidden) drawWhole(this.#base, pictures.filled, raster);
    else drawPicture(this.#base, pictures, raster, removed);
  }

  #resize({ raster: { width, height }, wide }: Scene): void {
    for (const canvas of [this.#base, this.#fills, this.#lines, this.#top]) {
      // Setting a canvas's size clears it, even when the size is equal.
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    this.#stack.style.setProperty("--lw-aspect", (width / height).toFixed(5));
    this.#stack.style.setProperty("--lw-wide", `${wide}px`);
  }

  /** Return the superpixel under the pointer; −1 for none. */
  #at({ clientX, clientY }: MouseEvent): number {
    const { left, top, width, height } = this.#top.getBoundingClientRect();
    if (this.#scene?.touchable !== true || width === 0) return -1;
    return superpixelAt(this.#scene.raster.source, (clientX - left) / width, (clientY - top) / height);
  }

  #click(feature: number): void {
    if (feature < 0) return;
    this.#cursor = feature;
    this.#hand.toggle(feature);
  }

  #focus(): void {
    // A click has already chosen its superpixel.
    if (this.#scene?.touchable === true && this.#top.matches(":focus-visible")) this.#moveTo(this.#cursor);
  }

  #blur(): void {
    this.#hand.point(-1);
    write(this.#spoken, "");
  }

  #press(event: KeyboardEvent): void {
    if (this.#scene?.touchable !== true) return;
    const chosen = event.key === "Enter" || event.key === " ";
    const next = stepFrom(this.#scene.raster.source, this.#cursor, event.key);
    if (!chosen && next === undefined) return;
    event.preventDefault();
    if (chosen) {
      this.#hand.toggle(this.#cursor);
      this.#announce();
    } else if (next !== undefined) this.#moveTo(next);
  }

  #moveTo(feature: number): void {
    this.#cursor = feature;
    this.#hand.point(feature);
    this.#announce();
  }

  #announce(): void {
    write(this.#spoken, focused(this.node) === this.#top ? this.#hand.say(this.#cursor) : "");
  }

  /** Whether the user reads by keyboard. */
  #isReading(): boolean {
    return focused(this.node) === this.#top && this.#top.matches(":focus-visible");
  }
}

function samePicture(before: Scene | undefined, now: Scene): boolean {
  if (now.pictures === null) return true;
  return (
    before?.raster === now.raster &&
    before.pictures === now.pictures &&
    before.hidden === now.hidden &&
    before.removed === now.removed
  );
}
