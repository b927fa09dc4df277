// What the plotted views share. bqplot draws axes, curves and bands. Each of its figures gets a surface for the pointer
// over its plot area, and a canvas for thousands of points. All of it is removed with the view.
import { make, zoomOf } from "../ui/elements";
import { type Stage, view } from "../ui/view";
import { drawFigure, followPlotArea, insertInto } from "./bqplot";
import { findParts, type Part, type Parts, put } from "./parts";

/** The plot area's size in CSS pixels. */
export interface Area {
  width: number;
  height: number;
}

export interface Plot {
  figure: Part;
  /** Covers the plot area and receives the pointer. Handles in it are placed by percentages. */
  surface: HTMLElement;
  /** Null until it is on the screen. */
  readonly area: Area | null;
  /** A canvas under the curves: `paint` draws in CSS pixels on a cleared canvas. Returns a function that repaints. */
  layer(paint: (brush: CanvasRenderingContext2D, area: Area) => void): () => void;
  /** Calls `act` with every new size, the first one included. */
  onSize(act: (area: Area) => void): void;
  /** The horizontal and vertical axes that bqplot draws. */
  axes: { x: Part; y: Part };
}

export interface PlottedStage extends Stage {
  parts: Parts;
  /** The elements above and below the figures. */
  head: HTMLElement;
  foot: HTMLElement;
  plot(figure: string): Plot;
}

/** Create a view that fills the named figures. Its node has the class `lw-<name>`. */
export function plotted(name: string, figures: readonly string[], build: (stage: PlottedStage) => void) {
  return view(name, (stage) => {
    const { root, signal, model, guarded } = stage;
    const head = make("div", { class: "lw-plot-head" });
    const foot = make("div", { class: "lw-plot-foot" });
    const slots = figures.map(() => document.createComment("figure"));
    root.classList.add("lw-plotted");
    root.append(head, ...slots, foot);
    const start = async () => {
      const [parts] = await Promise.all([findParts(model), untilSeen(head, signal)]);
      if (signal.aborted) return;
      const shown = figures.map((each) => parts(`figure_${each}`));
      const drawing = shown.map((figure, k) => drawFigure(model, figure, slots[k] as Comment, signal));
      const elements = (await Promise.all(drawing)).filter((element) => element !== null);
      if (signal.aborted) return;
      guarded(() => {
        const plots = shown.map((figure) => makePlot(figure, signal));
        build({ ...stage, parts, head, foot, plot: (each) => plots[figures.indexOf(each)] as Plot });
        for (const [k, plot] of plots.entries()) plot.attach(elements[k] as HTMLElement);
      })();
    };
    start().catch((error: unknown) => {
      // A view that is closed while it is drawn misses its figures.
      if (signal.aborted) return;
      guarded(() => {
        throw error;
      })();
    });
  });
}

/** Wait until a node has a size. Views are drawn before they are in the page, or in a closed fold. */
function untilSeen(node: HTMLElement, signal: AbortSignal): Promise<void> {
  if (typeof ResizeObserver === "undefined") return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      sizes.disconnect();
      done();
    };
    const sizes = new ResizeObserver(() => node.getBoundingClientRect().width > 0 && end());
    sizes.observe(node);
    signal.addEventListener("abort", end);
  });
}

type Margin = Record<"top" | "right" | "bottom" | "left", number>;

interface Attachable extends Plot {
  /** Join the element that bqplot has drawn. */
  attach(element: HTMLElement): void;
}

function makePlot(figure: Part, signal: AbortSignal): Attachable {
  const surface = make("div", { class: "lw-surface" });
  const layers = make("div", { class: "lw-layers" });
  const nodes = [surface, layers];
  const repaints: (() => void)[] = [];
  const sized: ((area: Area) => void)[] = [];
  let area: Area | null = null;
  // Asked for here alone: in the middle of a redraw the answer would cost a layout of the page.
  let zoom = 1;

  const measure = () => {
    const box = surface.getBoundingClientRect();
    const zoomed = zoomOf(surface);
    const [width, height] = [box.width / zoomed, box.height / zoomed];
    if (!(width > 0 && height > 0)) return;
    if (area?.width === width && area.height === height && zoom === zoomed) return;
    [area, zoom] = [{ width, height }, zoomed];
    for (const act of sized) act(area);
    for (const repaint of repaints) repaint();
  };
  const [x, y] = figure.get("axes") as [Part, Part];
  const { top, right, bottom, left } = figure.get("fig_margin") as Margin;
  // Place the label at the figure's edge, beyond the longest numbers.
  put(y, { label_offset: `${left - 12}px` });
  return {
    figure,
    surface,
    axes: { x, y },
    get area() {
      return area;
    },
    layer(paint) {
      const canvas = make("canvas", { class: "lw-layer", "aria-hidden": "true" });
      layers.append(canvas);
      const repaint = () => repaintOn(canvas, area, zoom, paint);
      repaints.push(repaint);
      return repaint;
    },
    onSize(act) {
      sized.push(act);
    },
    attach(element) {
      for (const node of nodes) node.style.inset = `${top}px ${right}px ${bottom}px ${left}px`;
      insertInto(element, layers, surface);
      // bqplot redraws some time after its figure changes size, and only while visible. Until then, our layers keep
      // the size that bqplot last drew.
      followPlotArea(element, signal, (width, height) => {
        for (const { style } of nodes) {
          style.inset = `${top}px auto auto ${left}px`;
          [style.width, style.height] = [`${width}px`, `${height}px`];
        }
        measure();
      });
      const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(measure);
      sizes?.observe(surface);
      signal.addEventListener("abort", () => sizes?.disconnect());
      measure();
    },
  };
}

/** Clear a canvas over the plot area, and paint it in CSS pixels. */
function repaintOn(
  canvas: HTMLCanvasElement,
  area: Area | null,
  zoom: number,
  paint: (brush: CanvasRenderingContext2D, area: Area) => void,
): void {
  const brush = canvas.getContext("2d");
  if (area === null || brush === null) return;
  const ratio = (globalThis.devicePixelRatio || 1) * zoom;
  const [width, height] = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, area.width, area.height);
  paint(brush, area);
}
