// What the plotted views share. bqplot draws axes, curves and bands. Its figures are siblings of the view's own node
// in one box. Each figure gets a surface for the pointer over its plot area, and a canvas for thousands of points.
// All of it is removed with the view.
import { make, mark } from "../ui/elements";
import { followTheme } from "../ui/theme";
import { versionClass } from "../ui/version";
import { type Stage, view } from "../ui/view";
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

/** Create a view that fills the named figures. Its own node has the class `lw-<name>`. */
export function plotted(name: string, figures: readonly string[], build: (stage: PlottedStage) => void) {
  return view(name, (stage) => {
    const { root, signal, model, guarded } = stage;
    const head = make("div", { class: "lw-plot-head" });
    const foot = make("div", { class: "lw-plot-foot" });
    root.append(head, foot);
    const start = (parts: Parts) => {
      const plots = new Map(figures.map((each) => [each, makePlot(parts(`figure_${each}`), signal)]));
      const plot = (figure: string) => plots.get(figure) as Attachable;
      settle(root, head, plots, signal, (elements) =>
        guarded(() => {
          build({ ...stage, parts, head, foot, plot });
          for (const [each, element] of elements) plots.get(each)?.attach(element);
        })(),
      );
    };
    findParts(model)
      .then((parts) => signal.aborted || guarded(() => start(parts))())
      .catch((error: unknown) =>
        guarded(() => {
          throw error;
        })(),
      );
  });
}

type Margin = Record<"top" | "right" | "bottom" | "left", number>;

interface Attachable extends Plot {
  attach(element: HTMLElement): void;
}

function makePlot(figure: Part, signal: AbortSignal): Attachable {
  const surface = make("div", { class: "lw-surface" });
  const layers = make("div", { class: "lw-layers" });
  const repaints: (() => void)[] = [];
  const sized: ((area: Area) => void)[] = [];
  let area: Area | null = null;

  const measure = () => {
    const { width, height } = surface.getBoundingClientRect();
    if (!(width > 0 && height > 0) || (area?.width === width && area.height === height)) return;
    area = { width, height };
    for (const act of sized) act(area);
    for (const repaint of repaints) repaint();
  };
  const [x, y] = figure.get("axes") as [Part, Part];
  // Place the label at the figure's edge, beyond the longest numbers.
  put(y, { label_offset: `${(figure.get("fig_margin") as Margin).left - 12}px` });
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
      const repaint = () => {
        const brush = canvas.getContext("2d");
        if (area === null || brush === null) return;
        const ratio = globalThis.devicePixelRatio || 1;
        const [width, height] = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
        if (canvas.width !== width || canvas.height !== height)
          [canvas.width, canvas.height] = [width, height];
        brush.setTransform(ratio, 0, 0, ratio, 0, 0);
        brush.clearRect(0, 0, area.width, area.height);
        paint(brush, area);
      };
      repaints.push(repaint);
      return repaint;
    },
    onSize(act) {
      sized.push(act);
    },
    attach(element) {
      const { top, right, bottom, left } = figure.get("fig_margin") as Margin;
      const nodes = [surface, layers];
      for (const node of nodes) node.style.inset = `${top}px ${right}px ${bottom}px ${left}px`;
      const picture = element.querySelector<SVGElement>(":scope > .svg-figure");
      element.insertBefore(layers, picture);
      element.append(surface);
      // bqplot redraws some time after its figure changes size, and only while visible. Until then, our layers keep
      // the size that bqplot last drew.
      const follow = () => {
        const drawn = picture?.querySelector(".plotarea_events");
        const [width, height] = ["width", "height"].map((name) => Number(drawn?.getAttribute(name)));
        if (!(Number(width) > 0 && Number(height) > 0)) return;
        for (const node of nodes) node.style.inset = `${top}px auto auto ${left}px`;
        for (const node of nodes) [node.style.width, node.style.height] = [`${width}px`, `${height}px`];
        changes.disconnect();
        if (drawn) changes.observe(drawn, { attributeFilter: ["width", "height"] });
        measure();
      };
      const changes = new MutationObserver(follow);
      if (picture !== null)
        changes.observe(picture, { childList: true, subtree: true, attributeFilter: ["width", "height"] });
      follow();
      const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(measure);
      sizes?.observe(surface);
      signal.addEventListener("abort", () => {
        sizes?.disconnect();
        changes.disconnect();
        surface.remove();
        layers.remove();
      });
      measure();
    },
  };
}

/**
 * Adopt the box of the view and its figures as soon as it exists, and call `start` when bqplot has drawn all figures.
 * Views are drawn before they are in the page, and in any order.
 */
function settle(
  root: HTMLElement,
  head: HTMLElement,
  plots: ReadonlyMap<string, Plot>,
  signal: AbortSignal,
  start: (elements: ReadonlyMap<string, HTMLElement>) => void,
): void {
  const found = new Map<string, HTMLElement>();
  let box: Element | null = null;
  const look = () => {
    if (box === null) {
      box = root.closest(".lw-plotted");
      if (box === null) return;
      adopt(root, head, box, signal);
      arrivals.observe(box, { childList: true, subtree: true });
    }
    for (const [name, { figure }] of plots) {
      const element = box.querySelector<HTMLElement>(`.lw-figure-${name}`);
      if (element !== null && isDrawn(element, figure)) found.set(name, element);
    }
    if (found.size < plots.size) return;
    stop();
    start(found);
  };
  const arrivals = new MutationObserver(look);
  const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(look);
  const stop = () => {
    arrivals.disconnect();
    sizes?.disconnect();
  };
  sizes?.observe(head);
  signal.addEventListener("abort", stop);
  look();
}

/**
 * Whether bqplot has finished a figure. While it creates an axis or a mark, it fails at every change of their scales.
 * Axes get their label last. Marks enter the page together, when all are ready, and are clipped.
 */
function isDrawn(element: HTMLElement, figure: Part): boolean {
  const made = (selector: string) => element.querySelectorAll(`:scope > ${selector}`).length;
  const wanted = (name: string) => (figure.get(name) as unknown[] | undefined)?.length ?? 0;
  return (
    made(".svg-figure") > 0 &&
    made(".svg-background .axislabel") >= wanted("axes") &&
    made(".svg-figure [clip-path]") >= wanted("marks")
  );
}

/**
 * Give the box the classes of the view, whose own node has no box: its head and foot are laid out beside the figures.
 */
function adopt(root: HTMLElement, head: HTMLElement, box: Element, signal: AbortSignal): void {
  const dressed: Element[] = [];
  for (let node: Element | null = root; node !== null && node !== box; node = node.parentElement) {
    node.classList.add("lw-dissolved");
    dressed.push(node);
  }
  box.classList.add("lw", versionClass);
  // An element without a box has no size, so it cannot signal a change of theme.
  followTheme(root, signal, head);
  const names = ["data-theme", "data-palette"];
  const follow = () => {
    for (const name of names) mark(box, name, root.getAttribute(name));
    box.classList.toggle("lw-failed", root.classList.contains("lw-failed"));
  };
  const looks = new MutationObserver(follow);
  looks.observe(root, { attributes: true, attributeFilter: [...names, "class"] });
  follow();
  signal.addEventListener("abort", () => {
    looks.disconnect();
    for (const node of dressed) node.classList.remove("lw-dissolved");
    for (const name of names) box.removeAttribute(name);
    box.classList.remove("lw", versionClass, "lw-failed");
  });
}
