// Doubles for bqplot: models that only the browser sets, and the nodes of its figures.
import type { ViewModel } from "../src/model/study_model";
import type { Part } from "../src/plot/parts";
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

interface Widget {
  render(props: { model: ViewModel; el: HTMLElement }): Promise<() => void>;
}

/** The nodes that bqplot creates for a figure with two axes, and one for each mark. */
export function figureNode(name: string, marks = 0): HTMLElement {
  const node = document.createElement("div");
  node.className = `bqplot figure lw-figure lw-figure-${name}`;
  for (const each of ["svg-background", "svg-figure"]) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.classList.add(each);
    node.append(svg);
    const part = (attribute: string, value: string) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", "g");
      made.setAttribute(attribute, value);
      svg.append(made);
    };
    const background = each === "svg-background";
    for (let k = 0; k < (background ? 2 : marks); k += 1)
      part(background ? "class" : "clip-path", background ? "axislabel" : "url(#clip)");
  }
  return node;
}

/**
 * Open a plotted view in a box with its figures, whose models are the parts named figure_…. Those in `late` are
 * missing.
 */
export async function openPlotted(
  widget: Widget,
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
  const get_model = async (id: string) => (id === "study" ? study : parts[id]);
  const driver: ViewModel & FakeModel = Object.assign(model, { widget_manager: { get_model } });
  const box = document.createElement("div");
  box.className = "lw-plotted";
  const el = document.createElement("div");
  const figures = Object.keys(parts).flatMap((name) => (name.startsWith("figure_") ? [name.slice(7)] : []));
  box.append(el, ...figures.filter((name) => !late.includes(name)).map((name) => figureNode(name)));
  document.body.replaceChildren(box);
  const close = await widget.render({ model: driver, el });
  await new Promise((done) => setTimeout(done));
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = box.querySelector<E>(selector);
    if (found === null) throw new Error(`Nothing matches ${selector}.`);
    return found;
  };
  const all = (selector: string) => [...box.querySelectorAll<HTMLElement>(selector)];
  return { box, el, driver, close, find, all };
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
