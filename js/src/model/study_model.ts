// Typed access to the study's model: the one widget model with all data of a study in the browser. Every view reads
// and writes its traits and knows no other view. The Python side is lime_widgets/widgets/wire/study_model.py.
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
  /** Rows that the model evaluated. In an exact study these are fewer than the samples that they represent. */
  n_rows?: number;
  /** True where every mask was evaluated: there is no sampling error. */
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
  /** The kind of surrogate: linear, or the logistic function of the linear sum. */
  surrogate?: Surrogate;
  /** For a table: the instance of these frames in the interpretable representation, and its values by column. */
  at?: WireArray;
  codes?: WireArray;
  /** The bit in `doubts` for a small effective sample size. */
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

/** A text and the positions of its units, in UTF-16 units as in a JavaScript string. */
export interface Text {
  text: string;
  starts: WireArray;
  stops: WireArray;
  /** The feature of each unit. Equal units may share a feature. */
  features: WireArray;
  /** The text that replaces a removed unit. */
  mask: string;
  /** Whether it differs from the original text. */
  changed?: boolean;
}

/** A picture as the bytes of its file. */
export interface Bytes {
  mime: string;
  data: ArrayBufferView | ArrayBuffer;
}

/** A label map row by row, as run lengths and their superpixels. */
export interface Runs {
  lengths: WireArray;
  values: WireArray;
}

/** A picture and its superpixels. */
export interface Image {
  width: number;
  height: number;
  /** Whether it differs from the original image. */
  changed: boolean;
  picture: Bytes;
  /** The picture with every superpixel hidden. */
  filled: Bytes;
  /** The superpixel of each pixel; −1 for none. */
  labels: Runs;
  n: number;
  notes: string[];
  /** The filling of a hidden superpixel, in words. */
  fill_name: string;
}

/** A segmentation method and its settings. */
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

/** A preview of superpixels, before the model is called. */
export interface Preview {
  segmentation: string;
  options: Record<string, number>;
  /** Null while they are computed. */
  n: number | null;
  labels: Runs | null;
  error: string | null;
}

/** The samples that the surrogate is fitted to; the first is the instance itself. */
export interface Samples {
  generation: number;
  n: number;
  p: number;
  output: number;
  /**
   * One bit for each feature, set where it is kept: eight in a byte, the first the most significant. Null for tables.
   */
  masks: WireArray | null;
  y: WireArray;
  distance: WireArray;
  /** The number of samples each row represents; null where each is one. */
  counts: WireArray | null;
  /** Weights of a custom kernel. */
  weights: WireArray | null;
  /** The surrogate's predictions for the samples, at the study's own width. */
  fitted?: { kernel_width: number; values: WireArray } | null;
}

/** The model's predictions for the instance without the removed features. */
export interface Variant {
  removed: number[];
  /** Null while the model runs. */
  values: number[] | null;
  error: string | null;
}

export interface Traits {
  /** False while the displayed results are of an earlier instance than the requested one. */
  current?: boolean;
  /** Whether the requested instance differs from the original, answered or not. */
  changed?: boolean;
  kernel_width: number;
  highlight: number;
  output: number;
  palette: "blue-orange" | "green-red";
  surrogate?: Surrogate;
  /** The target R²; the largest width that reaches it is chosen. Null where the user sets the width. */
  target_score?: number | null;
  /** Whether any width reaches the target. */
  target_met?: boolean;
  /** Widths that are in the frames of every publication, beside the current one. */
  compared_widths?: number[];
  /** The position, by column, that the user drags the instance to. The kernel calls the model there. */
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
  /** Outputs displayed beside the explained one, and their sweeps. */
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

/** The part of a Backbone widget model that we use. The models of anywidget and of ipywidgets both have it. */
export interface Model {
  /** False where no kernel is connected. A test double may leave it out. */
  readonly comm_live?: boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(name: string, callback: () => void): void;
  off(name: string, callback: () => void): void;
}

export interface ViewModel extends Model {
  widget_manager: {
    get_model(id: string): Promise<unknown>;
    /** Hosts other than Jupyter and exported pages may lack it. */
    create_view?(model: unknown): Promise<unknown>;
  };
}

const isLive = (model: Model) => model.comm_live !== false;

/** Send the changed traits if a kernel is connected. Without one, the widget manager would log an error. */
export function saveTo(model: Model): void {
  if (isLive(model)) model.save_changes();
}

/** Traits that only change the appearance of an explanation. */
export const looks = ["sign", "shown", "min_weight", "hide_rest", "opacity", "boundaries", "palette"];
/** Traits that work without a kernel. */
const local = [...looks, "kernel_width", "highlight"];

export class StudyModel {
  constructor(private readonly model: Model) {}

  /** Whether a kernel is connected: a saved page has none, and a kernel that shuts down leaves its pages behind. */
  get live(): boolean {
    return isLive(this.model);
  }

  /** Whether the trait can be set. Without a kernel, traits that need its answer stay fixed. */
  allows(name: string): boolean {
    return this.live || local.includes(name);
  }

  get<K extends keyof Traits>(name: K): Traits[K] {
    return this.model.get(name) as Traits[K];
  }

  /** The value of a parameter whose name comes from `controls`. */
  parameter(name: string): Value {
    return this.model.get(name) as Value;
  }

  /** The settings of the explained superpixels. A saved page or a custom segmentation has none. */
  segmentationOptions(): Readonly<Record<string, number>> {
    return (this.model.get("segmentation_options") ?? {}) as Record<string, number>;
  }

  /** Set and send at once: the widget manager keeps one message in flight and merges the rest. */
  set(name: string, value: Value | readonly number[] | Readonly<Record<string, number>>): void {
    if (this.model.get(name) === value || !this.allows(name)) return;
    this.model.set(name, value);
    saveTo(this.model);
  }

  send(message: Message): void {
    if (this.live) this.model.send(message);
  }

  /** As `watchTraits`, for the study's model. */
  watch(names: readonly string[], signal: AbortSignal, draw: () => void): void {
    watchTraits(this.model, names, signal, draw);
  }
}

/**
 * Call `draw` now, at every change of the named traits, and when the kernel disconnects or reconnects, until `signal`
 * aborts. The kernel publishes many traits in one message and each fires its own event, with all of them already set.
 * So a draw with exactly the same inputs as the last one is skipped.
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

/** The superpixels in preview. Without a kernel they could be neither adopted nor discarded. */
export function previewOf(study: StudyModel): Preview | null {
  return (study.live && study.get("preview")) || null;
}

/** Whether the displayed results are of the requested instance. */
export function isCurrent(study: StudyModel): boolean {
  return study.get("current") !== false;
}

/** Remove a feature by hand, or restore it. Do nothing while an earlier instance is displayed. */
export function toggleRemoved(study: StudyModel, feature: number): void {
  if (!isCurrent(study)) return;
  const removed = new Set(study.get("removed") ?? []);
  if (!removed.delete(feature)) removed.add(feature);
  study.set(
    "removed",
    [...removed].sort((a, b) => a - b),
  );
}

export const prefix = "IPY_MODEL_";

/** Find the study's model through the view's trait `study_model`. */
export async function findStudyModel(model: ViewModel): Promise<StudyModel> {
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
  return new StudyModel(found as Model);
}
