// Small doubles for the widget manager and the study's model, and the smallest study that a view can show.
import { encode } from "../src/model/codec";
import type { Model, ViewModel } from "../src/model/study_model";
import type {
  DoubtName,
  Frames,
  Image,
  Reason,
  Runs,
  Samples,
  State,
  Text,
  WireDoubt,
} from "../src/model/wire";

type Values = Record<string, unknown>;

/** As in Backbone, every attribute is set before the first `change:` event. */
export class FakeModel implements Model {
  readonly saved: Values[] = [];
  readonly sent: unknown[] = [];
  readonly listeners = new Map<string, Set<() => void>>();
  /** As in anywidget's own double: undefined until a kernel disconnects. */
  comm_live?: boolean;
  private dirty: Values = {};

  constructor(readonly state: Values) {}

  get(name: string): unknown {
    return this.state[name];
  }
  set(name: string, value: unknown): void {
    this.dirty[name] = value;
    this.receive({ [name]: value });
  }
  /** Receive the traits that the kernel publishes in one message. */
  receive(update: Values): void {
    const changed = Object.keys(update).filter((name) => !Object.is(this.state[name], update[name]));
    Object.assign(this.state, update);
    for (const name of changed) for (const call of [...(this.listeners.get(`change:${name}`) ?? [])]) call();
  }
  /** Disconnect or reconnect the kernel. */
  connect(live: boolean): void {
    this.comm_live = live;
    for (const call of [...(this.listeners.get("comm_live_update") ?? [])]) call();
  }
  save_changes(): void {
    this.saved.push(this.dirty);
    this.dirty = {};
  }
  send(content: unknown): void {
    this.sent.push(content);
  }
  on(name: string, callback: () => void): void {
    const calls = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, calls.add(callback));
  }
  off(name: string, callback: () => void): void {
    this.listeners.get(name)?.delete(callback);
  }
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, calls) => sum + calls.size, 0);
  }
}

export function viewOf(study: FakeModel | undefined): ViewModel {
  const model = new FakeModel({ study_model: "IPY_MODEL_study" });
  return Object.assign(model, {
    widget_manager: { get_model: async (id: string) => (id === "study" ? study : undefined) },
  });
}

interface Bars {
  width: number;
  features: number[];
  coef: number[];
  interval?: number[];
  grade?: number;
  doubts?: DoubtName[];
}

const reasons: Partial<Record<DoubtName, Reason>> = {
  few_samples: { sentence: "Only {samples} samples carry the weight." },
  gap: { sentence: "The surrogate says {surrogate}.", label: "Penalty 0.1", parameter: "alpha", value: 0.1 },
};

/** A doubt that arises where `at` is 1. */
export function doubt(at: number[], reason: Reason = { sentence: "A doubt." }): WireDoubt {
  return { reasons: [reason], at: encode("u1", [at.length], at) };
}

export function framesOf(frames: Bars[], more: Partial<Frames> = {}): Frames {
  const [T, K] = [frames.length, frames[0]?.features.length ?? 0];
  const one = (values: number[]) => encode("f4", [T], values);
  return {
    generation: 1,
    n_samples: 4096,
    n_rows: 4096,
    exact: false,
    surrogate: "ridge",
    additive: true,
    folds: 0,
    unswept: "",
    method: "lime",
    rest: 0,
    complete: T > 1,
    output: 0,
    kernel_width: encode(
      "f8",
      [T],
      frames.map(({ width }) => width),
    ),
    features: encode(
      "i4",
      [T, K],
      frames.flatMap(({ features }) => features),
    ),
    coef: encode(
      "f4",
      [T, K],
      frames.flatMap(({ coef }) => coef),
    ),
    interval: encode(
      "f4",
      [T, K],
      frames.flatMap(({ interval, coef }) => interval ?? coef.map(() => 0.02)),
    ),
    intercept: one(frames.map(() => 0.1)),
    score: one(frames.map((_, t) => 0.5 + t / 8)),
    loo_score: one(frames.map((_, t) => 0.45 + t / 8)),
    fidelity: one(frames.map((_, t) => 0.45 + t / 8)),
    shrinkage: one(frames.map(() => 0.05)),
    grade: encode(
      "u1",
      [T],
      frames.map(({ grade, doubts }) => grade ?? ((doubts ?? []).length > 0 ? 2 : 0)),
    ),
    ess: one(frames.map((_, t) => 512 * (t + 1))),
    why: {
      sentences: frames.map(({ width }) => `Because of width ${width}.`),
      at: encode(
        "i4",
        [T],
        frames.map((_, t) => t),
      ),
    },
    local_prediction: one(frames.map(() => 0.75)),
    doubts: Object.fromEntries(
      [...new Set(frames.flatMap(({ doubts }) => doubts ?? []))].map((name) => [
        name,
        doubt(
          frames.map(({ doubts }) => Number(doubts?.includes(name) ?? false)),
          reasons[name],
        ),
      ]),
    ),
    ...more,
  };
}

/** Three columns, two of them displayed, in two frames in which the two swap places. */
export function makeStudy(
  over: Partial<Record<keyof State | "alpha" | "random_state" | "n_samples" | "mask", unknown>> = {},
): FakeModel {
  return new FakeModel({
    kernel_width: 1,
    highlight: -1,
    output: 0,
    palette: "blue-orange",
    controls: [],
    grid: encode("f8", [3], [0.5, 1, 2]),
    default_kernel_width: 1,
    frames: framesOf([
      { width: 0.5, features: [1, 0], coef: [-0.5, 0.25] },
      { width: 1, features: [0, 1], coef: [0.41, -0.2], interval: [0.0588, 0.392], doubts: ["gap"] },
      { width: 2, features: [0, 2], coef: [0.4, 0.1] },
    ]),
    features: { names: ["temp > 20.4", "weather = GOOD", "hum <= 52"], columns: [0, 1, 2], units: [0, 0, 0] },
    row: [
      {
        column: "temp",
        kind: "number",
        text: "26.1",
        value: 26.1,
        step: 0.1,
        changed: false,
        missing_allowed: false,
      },
      {
        column: "weather",
        kind: "category",
        text: "GOOD",
        value: "GOOD",
        options: ["GOOD", "MISTY"],
        changed: false,
        missing_allowed: true,
      },
      {
        column: "hum",
        kind: "number",
        text: "48",
        value: 48,
        step: 1,
        changed: false,
        missing_allowed: true,
      },
    ],
    outputs: { names: ["low", "high"], kind: "probability" },
    prediction: { values: [0.88, 0.12], low: 0, high: 1 },
    flips: null,
    pinned: null,
    notes: [],
    status: "ready",
    progress: 1,
    error: null,
    notice: "",
    n_model_calls: 4096,
    alpha: 1,
    random_state: 0,
    n_samples: 4096,
    ...over,
  });
}

/** The wire form of a text with the given words as units. Equal words are one feature. */
export function textOf(text: string, units: readonly string[], mask = ""): { text: Text; names: string[] } {
  const names = [...new Set(units)];
  let end = 0;
  const starts = units.map((unit) => {
    const start = text.indexOf(unit, end);
    end = start + unit.length;
    return start;
  });
  const array = (values: number[]) => encode("i4", [values.length], values);
  return {
    names,
    text: {
      text,
      starts: array(starts),
      stops: array(units.map((unit, k) => (starts[k] ?? 0) + unit.length)),
      features: array(units.map((unit) => names.indexOf(unit))),
      mask,
      changed: false,
    },
  };
}

/** Rows of zeros and ones as the kernel sends them. */
export function samplesOf(
  rows: readonly (readonly number[])[],
  { y, distance, ...more }: { y: number[]; distance?: number[] } & Partial<Omit<Samples, "y" | "distance">>,
): Samples {
  const [n, p] = [rows.length, rows[0]?.length ?? 0];
  const stride = Math.ceil(p / 8);
  const bytes = new Uint8Array(n * stride);
  rows.forEach((row, i) => {
    row.forEach((bit, j) => {
      if (bit === 1) bytes[i * stride + (j >> 3)] = (bytes[i * stride + (j >> 3)] ?? 0) | (0x80 >> (j & 7));
    });
  });
  const removed = rows.map((row) => (100 * row.filter((bit) => bit === 0).length) / p);
  return {
    generation: 1,
    n,
    p,
    output: 0,
    masks: encode("u1", [n, stride], bytes),
    y: encode("f4", [n], y),
    distance: encode("f4", [n], distance ?? removed),
    counts: null,
    weights: null,
    log_proposal: null,
    off_data: null,
    can_be_local: false,
    local_width: 0,
    fitted: null,
    ...more,
  };
}

/** "good day, good film": two of its three features have weights in the frames. */
export function textStudy(over: Record<string, unknown> = {}): FakeModel {
  const { text, names } = textOf("good day, good film", ["good", "day", "good", "film"]);
  return makeStudy({
    text,
    removed: [],
    variant: null,
    row: [],
    features: { names, columns: [], units: [] },
    outputs: { names: ["bad", "good"], kind: "probability" },
    prediction: { values: [0.02, 0.98], low: 0, high: 1 },
    frames: framesOf(
      [
        { width: 0.5, features: [2, 1], coef: [-0.5, 0.25] },
        { width: 1, features: [0, 1], coef: [0.4, -0.2], interval: [0.0588, 0.392] },
        { width: 2, features: [0, 2], coef: [0.4, 0.1], interval: [0.0588, 0.0196] },
      ],
      { output: 1 },
    ),
    samples: samplesOf(
      [
        [1, 1, 1],
        [0, 1, 1],
        [1, 0, 0],
        [1, 1, 0],
      ],
      { y: [0.98, 0.25, 0.5, 0.75], output: 1 },
    ),
    unit: "word",
    kernel: "triangular",
    ...over,
  } as Parameters<typeof makeStudy>[0]);
}

interface Widget {
  render(props: { model: ViewModel; el: HTMLElement }): Promise<() => void>;
}

/** Render a view into the page, and remove an earlier one. */
export async function open(widget: Widget, study: FakeModel | undefined) {
  document.body.replaceChildren();
  const el = document.createElement("div");
  document.body.append(el);
  const close = await widget.render({ model: viewOf(study), el });
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = el.querySelector<E>(selector);
    if (found === null) throw new Error(`Nothing matches ${selector}.`);
    return found;
  };
  const all = (selector: string) => [...el.querySelectorAll<HTMLElement>(selector)];
  return { el, close, find, all };
}

export function fire(
  node: Element,
  type: string,
  more: EventInit & { key?: string; ctrlKey?: boolean } = {},
): void {
  const { key, ...init } = more;
  const event =
    key === undefined
      ? new Event(type, { bubbles: true, ...init })
      : new KeyboardEvent(type, { bubbles: true, key, ...init });
  node.dispatchEvent(event);
}

/** A picture of 4×3 pixels in three superpixels; the last pixel is in none. */
export const labelMap = [0, 0, 1, 1, 0, 2, 2, 1, 0, 2, 2, -1];

export function imageOf(over: Partial<Image> = {}): Image {
  return {
    width: 4,
    height: 3,
    changed: false,
    picture: { mime: "image/png", data: new Uint8Array([1]) },
    filled: { mime: "image/png", data: new Uint8Array([2]) },
    labels: runsOf(labelMap),
    n: 3,
    notes: [],
    fill_name: "its mean color",
    ...over,
  };
}

/** The run lengths of a label map. */
export function runsOf(labels: readonly number[]): Runs {
  const starts = labels.flatMap((label, i) => (i === 0 || labels[i - 1] !== label ? [i] : []));
  const lengths = starts.map((start, k) => (starts[k + 1] ?? labels.length) - start);
  const values = starts.map((start) => labels[start] ?? -1);
  const array = (each: number[]) => encode("i4", [each.length], each);
  return { lengths: array(lengths), values: array(values) };
}

/** Three labels and three superpixels, the second with a negative and uncertain weight at the default width. */
export function imageStudy(over: Record<string, unknown> = {}): FakeModel {
  return makeStudy({
    image: imageOf(),
    row: [],
    features: { names: ["superpixel 0", "superpixel 1", "superpixel 2"], columns: [], units: [] },
    outputs: { names: ["cat", "dog", "cup"], kind: "probability" },
    prediction: { values: [0.04, 0.01, 0.95], low: 0, high: 1 },
    output: 2,
    frames: framesOf(
      [
        { width: 0.5, features: [0, 1, 2], coef: [0.3, -0.2, 0.1] },
        { width: 1, features: [0, 1, 2], coef: [0.4, -0.2, 0.1], interval: [0.0588, 0.392, 0.0196] },
        { width: 2, features: [0, 2, 1], coef: [0.4, 0.1, 0], interval: [0.0588, 0.0196, 0.0196] },
      ],
      { output: 2 },
    ),
    removed: [],
    variant: null,
    compared: [],
    comparisons: [],
    preview: null,
    segmentations: [
      {
        value: "quickshift",
        label: "quickshift",
        options: [
          { name: "ratio", label: "Ratio", help: "Color.", min: 0, max: 1, step: 0.05, default: 0.2 },
        ],
      },
      {
        value: "slic",
        label: "SLIC",
        options: [
          {
            name: "n_segments",
            label: "Superpixels",
            help: "Approximate number.",
            min: 2,
            max: 512,
            step: 1,
            default: 60,
            scale: "log",
          },
        ],
      },
    ],
    segmentation: "quickshift",
    segmentation_options: { ratio: 0.2 },
    sign: "both",
    shown: null,
    min_weight: 0,
    hide_rest: false,
    opacity: 0.6,
    boundaries: true,
    ...over,
  } as Parameters<typeof makeStudy>[0]);
}

/** What was drawn on a canvas: the last pixels, and the drawing calls in order. */
export interface Drawn {
  pixels: Uint32Array | undefined;
  images: unknown[];
  texts: string[];
  rectangles: number;
}

/** Canvases that record their calls, since jsdom has none, and pictures without decoding. */
export function stubCanvas(): (canvas: HTMLCanvasElement) => Drawn {
  const known = new WeakMap<HTMLCanvasElement, Drawn & { context: unknown }>();
  const drawnOn = (canvas: HTMLCanvasElement) => {
    let drawn = known.get(canvas);
    if (drawn === undefined) {
      const made: Drawn = { pixels: undefined, images: [], texts: [], rectangles: 0 };
      const nothing = () => {};
      const image = (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(4 * width * height),
      });
      const context = {
        canvas,
        createImageData: image,
        getImageData: (_x: number, _y: number, width: number, height: number) => image(width, height),
        putImageData: ({ data }: { data: Uint8ClampedArray }) => {
          made.pixels = new Uint32Array(data.buffer.slice(0));
        },
        drawImage: (source: unknown) => made.images.push(source),
        fillText: (text: string) => made.texts.push(text),
        fillRect: () => {
          made.rectangles += 1;
        },
        clearRect: () => {
          made.rectangles = 0;
        },
        beginPath: nothing,
        moveTo: nothing,
        lineTo: nothing,
        stroke: nothing,
        setTransform: nothing,
        arc: nothing,
        rect: nothing,
        fill: nothing,
        closePath: nothing,
      };
      drawn = Object.assign(made, { context });
      known.set(canvas, drawn);
    }
    return drawn;
  };
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement) {
    return drawnOn(this).context;
  } as unknown as HTMLCanvasElement["getContext"];
  globalThis.createImageBitmap = (async (blob: Blob) => ({ bytes: blob.size })) as never;
  return drawnOn;
}
