// Typed access to the StudyMirror: the one model that holds what the browser knows of a Study.
// Every view reads and writes its traits and knows no other view.
import type { WireArray } from "./codec";

export interface Control {
  name: string;
  label: string;
  help: string;
  group: string;
  kind:
    | "width"
    | "log"
    | "range"
    | "weight"
    | "count"
    | "number"
    | "choice"
    | "fill"
    | "switch"
    | "seed"
    | "text";
  min?: number;
  max?: number;
  step?: number;
  options?: { value: Value; label: string; disabled?: boolean }[];
  default: Value;
}

export type Value = number | string | boolean | null;

export interface Frames {
  generation: number;
  n_samples: number;
  /** Rows asked of the model; in an exact study fewer than the samples that they stand for. */
  n_rows?: number;
  /** True where every mask was asked: there is no sampling error. */
  exact?: boolean;
  complete: boolean;
  kernel_width: WireArray;
  features: WireArray;
  coef: WireArray;
  stderr: WireArray;
  intercept: WireArray;
  score: WireArray;
  ess: WireArray;
  local_prediction: WireArray;
  doubts: WireArray;
  output: number;
  /** What the surrogate is: its answer is the intercept and its weights as they are, or the logistic function of them. */
  surrogate?: Surrogate;
  /** Of a table: the instance in the representation, and its values by column, as these frames are of it. */
  at?: WireArray;
  codes?: WireArray;
  /** The bit in `doubts` that says that too few samples carry the weight. */
  few?: number;
}

export type Surrogate = "ridge" | "logistic";

export interface Cell {
  column: string;
  kind: "number" | "category";
  text: string;
  value: Value;
  options?: string[];
  step?: number;
  changed: boolean;
  missing_allowed: boolean;
}

/** A text and where its units stand in it, in UTF-16 units as in a string of JavaScript. */
export interface Text {
  text: string;
  starts: WireArray;
  stops: WireArray;
  /** The feature of each unit; equal units may be one. */
  features: WireArray;
  /** What stands in the place of a unit that is taken out. */
  mask: string;
  /** Whether it is another text than the first. */
  changed?: boolean;
}

/** A picture as bytes of its file. */
export interface Bytes {
  mime: string;
  data: ArrayBufferView | ArrayBuffer;
}

/** A label map row by row: so many pixels, of this superpixel. */
export interface Runs {
  lengths: WireArray;
  values: WireArray;
}

/** A picture and the superpixels that it is taken apart into. */
export interface Image {
  width: number;
  height: number;
  /** Whether it is another image than the first. */
  changed: boolean;
  picture: Bytes;
  /** The picture with every superpixel switched off. */
  filled: Bytes;
  /** The superpixel of each pixel; −1 in none. */
  labels: Runs;
  n: number;
  notes: string[];
  /** What a superpixel shows when it is off, in words. */
  fill_name: string;
}

/** A way to find superpixels, and its settings. */
export interface Segmentation {
  value: string;
  label: string;
  options: SegmentationOption[];
}

export interface SegmentationOption {
  name: string;
  label: string;
  help: string;
  min: number;
  max: number;
  step: number;
  default: number;
  scale?: "log" | null;
}

/** Superpixels to look at, before the model is asked about them. */
export interface Preview {
  segmentation: string;
  options: Record<string, number>;
  /** Null while they are being worked out. */
  n: number | null;
  labels: Runs | null;
  error: string | null;
}

/** The perturbations that the explanation is fitted to; the first is the instance itself. */
export interface Samples {
  generation: number;
  n: number;
  p: number;
  output: number;
  /** One bit a feature, set where it is kept; eight in a byte, the first the most significant. Null for tables. */
  masks: WireArray | null;
  y: WireArray;
  distance: WireArray;
  /** How many samples each row stands for; null where each is one. */
  counts: WireArray | null;
  /** Given where the kernel is the user's own. */
  weights: WireArray | null;
  /** What the surrogate says of them, at the study's own width. */
  fitted?: { kernel_width: number; values: WireArray } | null;
}

/** What the model says of the instance without what was taken out by hand. */
export interface Variant {
  removed: number[];
  /** Null while the model is being asked. */
  values: number[] | null;
  error: string | null;
}

export interface Traits {
  /** False while what is on the screen is of an instance before the one that is asked for. */
  current?: boolean;
  /** Whether another instance than the first is asked for, answered or not. */
  changed?: boolean;
  kernel_width: number;
  highlight: number;
  output: number;
  palette: "blue-orange" | "green-red";
  surrogate?: Surrogate;
  /** The R² that the width is chosen by, the largest that has it; null where the width is set by hand. */
  target_score?: number | null;
  /** Whether any width has it. */
  target_met?: boolean;
  /** Widths that are in every publication's frames, beside the current one. */
  compared_widths?: number[];
  /** Where the instance is moved to, by column: the kernel asks the model about it. */
  moved?: Readonly<Record<string, number>> | null;
  controls: Control[];
  grid: WireArray | null;
  default_kernel_width: number;
  frames: Frames | null;
  features: { names: string[]; columns: number[] };
  row: Cell[];
  text?: Text | null;
  samples?: Samples | null;
  removed?: number[];
  variant?: Variant | null;
  image?: Image | null;
  segmentations?: Segmentation[];
  preview?: Preview | null;
  /** Outputs shown beside the explained one, and their sweeps. */
  compared?: number[];
  comparisons?: Frames[];
  outputs: { names: string[]; kind: "probability" | "value" | "score" };
  prediction: { values: number[]; low: number; high: number };
  doubts: string[];
  notes: string[];
  status: "ready" | "sampling" | "failed" | "cancelled";
  progress: number;
  error: string | null;
  notice: string;
  n_model_calls: number;
}

export type Message =
  | { type: "edit"; column: string; value: string | null }
  | { type: "text"; value: string }
  | { type: "segment"; segmentation: string; options: Record<string, number> }
  | { type: "adopt" | "discard" }
  | { type: "redraw" | "reset" | "reset_row" | "cancel" | "resume" };

/** What we use of a Backbone widget model; anywidget's model and ipywidgets' own both have it. */
export interface Model {
  /** False where no kernel is behind it; a double need not say. */
  readonly comm_live?: boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(name: string, callback: () => void): void;
  off(name: string, callback: () => void): void;
}

export interface ViewModel extends Model {
  widget_manager: { get_model(id: string): Promise<unknown> };
}

const isLive = (model: Model) => model.comm_live !== false;

/** Sends what was set, where a kernel is there to hear it: without one the page's console would be told of an error. */
export function saveTo(model: Model): void {
  if (isLive(model)) model.save_changes();
}

/** What only changes how an explanation is drawn. */
export const looks = ["sign", "shown", "min_weight", "hide_rest", "opacity", "boundaries", "palette"];
/** What the browser answers by itself. */
const ours = [...looks, "kernel_width", "highlight"];

export class Mirror {
  constructor(private readonly model: Model) {}

  /** Whether a kernel is there: a saved page has none, and one that is shut down leaves its pages behind. */
  get live(): boolean {
    return isLive(this.model);
  }

  /** Whether the trait can be set: what only a kernel answers stays as it is without one. */
  allows(name: string): boolean {
    return this.live || ours.includes(name);
  }

  get<K extends keyof Traits>(name: K): Traits[K] {
    return this.model.get(name) as Traits[K];
  }

  /** The value of a parameter whose name comes from `controls`. */
  parameter(name: string): Value {
    return this.model.get(name) as Value;
  }

  /** The settings of the superpixels that are explained; a saved page or a segmentation of one's own has none. */
  segmentationOptions(): Readonly<Record<string, number>> {
    return (this.model.get("segmentation_options") ?? {}) as Record<string, number>;
  }

  /** Sets and sends at once: the widget manager keeps one message in flight and coalesces the rest. */
  set(name: string, value: Value | readonly number[] | Readonly<Record<string, number>>): void {
    if (this.model.get(name) === value || !this.allows(name)) return;
    this.model.set(name, value);
    saveTo(this.model);
  }

  send(message: Message): void {
    if (this.live) this.model.send(message);
  }

  /** As `watchTraits`, of the mirror. */
  watch(names: readonly string[], signal: AbortSignal, draw: () => void): void {
    watchTraits(this.model, names, signal, draw);
  }
}

/**
 * Calls `draw` now, and then within the event of every change of the named traits, and when the kernel goes or comes
 * back, until `signal` aborts.
 * The kernel publishes many traits in one message and each fires its own event, with all of them already in
 * place; so a draw whose inputs are the very same objects as the last draw's is left out.
 */
export function watchTraits(
  model: Model,
  names: readonly string[],
  signal: AbortSignal,
  draw: () => void,
): void {
  let drawn: unknown[] | undefined;
  const changed = () => {
    const inputs = [isLive(model), ...names.map((name) => model.get(name))];
    if (drawn?.every((input, i) => Object.is(input, inputs[i]))) return;
    drawn = inputs;
    draw();
  };
  const events = ["comm_live_update", ...names.map((name) => `change:${name}`)];
  for (const event of events) model.on(event, changed);
  signal.addEventListener("abort", () => {
    for (const event of events) model.off(event, changed);
  });
  changed();
}

/** The superpixels that are tried out; without a kernel they could be neither taken nor left. */
export function previewOf(mirror: Mirror): Preview | null {
  return (mirror.live && mirror.get("preview")) || null;
}

/** Whether what is on the screen is of the instance that is asked for. */
export function isCurrent(mirror: Mirror): boolean {
  return mirror.get("current") !== false;
}

/** Takes a feature out by hand, or puts it back; nothing of an instance from before. */
export function toggleRemoved(mirror: Mirror, feature: number): void {
  if (!isCurrent(mirror)) return;
  const removed = new Set(mirror.get("removed") ?? []);
  if (!removed.delete(feature)) removed.add(feature);
  mirror.set(
    "removed",
    [...removed].sort((a, b) => a - b),
  );
}

export const prefix = "IPY_MODEL_";

/** The mirror that a view's own model names in its trait `study_model`. */
export async function findMirror(model: ViewModel): Promise<Mirror> {
  const reference = model.get("study_model");
  if (typeof reference !== "string" || !reference.startsWith(prefix)) {
    throw new Error("This view has no study to show.");
  }
  let found: unknown;
  try {
    found = await model.widget_manager.get_model(reference.slice(prefix.length));
  } catch {
    found = undefined;
  }
  if (found === undefined || found === null) {
    throw new Error("The study of this view is gone, perhaps with its kernel. Run the cell again.");
  }
  return new Mirror(found as Model);
}
