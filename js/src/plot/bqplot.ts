// bqplot's figures in the page: the only module that reads bqplot's own views and nodes. tests/browser/test_bqplot.py
// fails when bqplot changes them.

import type { ViewModel } from "../model/study_model";
import { say } from "../texts/catalogue";
import { sizeOf } from "../ui/elements";
import type { Part } from "./parts";

/** The part of a figure's view that we use. */
interface FigureView {
  readonly el: HTMLElement;
  /** True when all axes and marks are drawn. Before, bqplot fails at every change of their scales. */
  readonly rendered: boolean;
  /** The size that it draws next. */
  getFigureSize(): { width: number; height: number };
  /** The size that it has drawn. */
  readonly width: number;
  readonly height: number;
  /** Whether it is on the screen. Elsewhere bqplot draws nothing anew. */
  visible: boolean;
  /** Draw anew in the next frame, if the size is another. */
  relayout(): void;
  trigger(event: string): void;
  remove(): void;
}

/**
 * Draw a figure at `slot`, which must be in the page. Return its element when bqplot has drawn the axes and marks, or
 * null when `signal` aborts before. The figure is removed when `signal` aborts.
 */
export async function drawFigure(
  model: ViewModel,
  figure: Part,
  slot: ChildNode,
  signal: AbortSignal,
): Promise<HTMLElement | null> {
  const manager = model.widget_manager;
  if (manager.create_view === undefined) {
    throw new Error(say("fault.no_plots"));
  }
  const view = (await manager.create_view(figure)) as FigureView;
  if (signal.aborted) {
    discard(view);
    return null;
  }
  signal.addEventListener("abort", () => discard(view));
  // bqplot measures on the screen, and would draw beyond the figure where CSS zoom enlarges it.
  view.getFigureSize = () => sizeOf(view.el);
  slot.replaceWith(view.el);
  // Lumino's panels would tell the figure that it is in the page.
  view.trigger("displayed");
  return new Promise((done) => {
    const changes = new MutationObserver(() => {
      if (!view.rendered) return;
      changes.disconnect();
      keepSize(view, signal);
      done(view.el);
    });
    changes.observe(view.el, { childList: true, subtree: true });
    signal.addEventListener("abort", () => {
      changes.disconnect();
      done(null);
    });
  });
}

/** How long a size must last, in ms: a window that is dragged has another one in every frame. */
const rest = 60;

/**
 * Draw a figure in its present size, also where it is not on the screen. bqplot waits until it is, and 300 ms more; until
 * then a drawing of another width is cut. Nor does bqplot notice a size that changes before all marks are drawn.
 */
function keepSize(view: FigureView, signal: AbortSignal): void {
  if (typeof ResizeObserver === "undefined") return;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const redraw = () => {
    const { width, height } = view.getFigureSize();
    if (!(width > 0 && height > 0) || (width === view.width && height === view.height)) return;
    view.visible = true;
    view.relayout();
  };
  const sizes = new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, rest);
  });
  sizes.observe(view.el);
  signal.addEventListener("abort", () => {
    clearTimeout(waiting);
    sizes.disconnect();
  });
}

/** Jupyter keeps the models of closed widgets, and they keep their views. So the view must not keep its nodes. */
function discard(view: FigureView): void {
  view.remove();
  for (const node of view.el.querySelectorAll("*")) node.remove();
}

/** Put our layers below the curves of a figure, and the surface for the pointer above them. */
export function insertInto(figure: HTMLElement, layers: HTMLElement, surface: HTMLElement): void {
  figure.insertBefore(layers, curvesOf(figure));
  figure.append(surface);
}

/** Call `act` with the size of the plot area in CSS pixels, now if it has one, and when bqplot draws another size. */
export function followPlotArea(
  figure: HTMLElement,
  signal: AbortSignal,
  act: (width: number, height: number) => void,
): void {
  const area = curvesOf(figure)?.querySelector(".plotarea_events");
  if (area === null || area === undefined) return;
  const follow = () => {
    const [width, height] = ["width", "height"].map((name) => Number(area.getAttribute(name)));
    if (Number(width) > 0 && Number(height) > 0) act(Number(width), Number(height));
  };
  const changes = new MutationObserver(follow);
  changes.observe(area, { attributeFilter: ["width", "height"] });
  signal.addEventListener("abort", () => changes.disconnect());
  follow();
}

function curvesOf(figure: HTMLElement): SVGElement | null {
  return figure.querySelector<SVGElement>(":scope > .svg-figure");
}
