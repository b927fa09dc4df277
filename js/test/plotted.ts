// Doubles for bqplot: models that only the browser sets, and the nodes of its figures.
import type { ViewModel } from "../src/model/study_model";
import type { Part } from "../src/plot/parts";
import type { View } from "../src/ui/view";
import { FakeModel } from "./doubles";

type State = Record<string, unknown>;

/** A figure, a scale or a mark. It never saves. */
export class FakePart implements Part {
  /** The values of each call of `set`. */
  readonly sets: State[] = [];
  constructor(readonly state: State) {}
  get(name: string): unknown {
    return this.state[name];
  }
  set(values: Readonly<State>): void {
    this.sets.push({ ...values });
    Object.assign(this.state, values);
  }
  save_changes(): never {
    throw new Error("Nothing of a mark is sent back.");
  }
}

export const linear = () => new FakePart({ _model_name: "LinearScaleModel", min: 0, max: 1 });
export const log = () => new FakePart({ _model_name: "LogScaleModel", min: 1, max: 10 });
export const lines = (more: State = {}) =>
  new FakePart({ _model_name: "LinesModel", x: new Float64Array(0), y: new Float64Array(0), ...more });
export const points = (more: State = {}) =>
  new FakePart({ _model_name: "ScatterModel", x: new Float64Array(0), y: new Float64Array(0), ...more });
export const figure = () =>
  new FakePart({
    _model_name: "FigureModel",
    axes: [new FakePart({}), new FakePart({})],
    fig_margin: { top: 10, right: 20, bottom: 30, left: 40 },
  });

/** The view that bqplot makes of a figure: its nodes, once it is in the page and drawn. */
export class FakeFigureView {
  readonly el = document.createElement("div");
  rendered = false;
  removed = false;
  /** With `drawn` false it waits for `draw`. */
  constructor(
    name: string,
    private readonly drawn: boolean,
  ) {
    this.el.className = `bqplot figure lw-figure lw-figure-${name}`;
    for (const each of ["svg-background", "svg-figure"]) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.classList.add(each);
      this.el.append(svg);
    }
  }
  trigger(event: string): void {
    if (event !== "displayed" || !this.drawn) return;
    if (!this.el.isConnected) throw new Error("The figure is not in the page.");
    queueMicrotask(() => this.draw());
  }
  draw(): void {
    const area = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    area.setAttribute("class", "plotarea_events");
    this.el.querySelector(".svg-figure")?.append(area);
    this.rendered = true;
  }
  remove(): void {
    this.removed = true;
    this.el.remove();
  }
}

/**
 * Open a plotted view whose figures are the parts named figure_…. bqplot does not draw those in `late` until it is told.
 */
export async function openPlotted(
  widget: View,
  study: FakeModel,
  parts: Record<string, FakePart>,
  traits: State = {},
  late: readonly string[] = [],
) {
  const model = new FakeModel({
    study_model: "IPY_MODEL_study",
    parts: Object.fromEntries(Object.keys(parts).map((name) => [name, `IPY_MODEL_${name}`])),
    ...traits,
  });
  const figures = new Map<string, FakeFigureView>();
  const own: ViewModel & FakeModel = Object.assign(model, {
    widget_manager: {
      get_model: async (id: string) => (id === "study" ? study : parts[id]),
      create_view: async (figure: unknown) => {
        const name =
          Object.keys(parts)
            .find((each) => parts[each] === figure)
            ?.slice(7) ?? "";
        const view = new FakeFigureView(name, !late.includes(name));
        figures.set(name, view);
        return view;
      },
    },
  });
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const close = await widget.render({ model: own, el });
  await new Promise((done) => setTimeout(done));
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = el.querySelector<E>(selector);
    if (found === null) throw new Error(`Nothing matches ${selector}.`);
    return found;
  };
  const all = (selector: string) => [...el.querySelectorAll<HTMLElement>(selector)];
  return { el, model: own, figures, close, find, all };
}

/** Press the pointer at a share of the surface, drag it along the others and release it. */
export function dragAlong(surface: Element, ...shares: readonly (readonly [number, number])[]): void {
  hold(surface, "pointerup", shares);
}

/** As `dragAlong`, but the browser takes the pointer away to scroll. */
export function dragAndScroll(surface: Element, ...shares: readonly (readonly [number, number])[]): void {
  hold(surface, "pointercancel", shares);
}

function hold(surface: Element, end: string, shares: readonly (readonly [number, number])[]): void {
  const { left, bottom, width, height } = surface.getBoundingClientRect();
  const fire = (type: string, [x, y]: readonly [number, number]) =>
    surface.dispatchEvent(
      new MouseEvent(type, {
        bubbles: true,
        clientX: left + x * width,
        clientY: bottom - y * height,
        button: 0,
      }),
    );
  for (const [k, share] of shares.entries()) fire(k === 0 ? "pointerdown" : "pointermove", share);
  fire(end, shares.at(-1) ?? [0, 0]);
}
