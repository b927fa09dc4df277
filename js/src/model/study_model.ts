// Typed access to the study's model: the one widget model with all data of a study in the browser. Every view reads
// and writes its traits and knows no other view. The Python side is lime_widgets/widgets/wire/study_model.py.
import { say } from "../texts/catalogue";
import type { Message, Pinned, Preview, State, Value } from "./wire";

/** The part of a Backbone widget model that we use. The models of anywidget and of ipywidgets both have it. */
export interface Model {
  /** False where no kernel is connected. A test double may leave it out. */
  readonly comm_live?: boolean;
  readonly widget_manager?: { readonly kernel?: Kernel | null };
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(name: string, callback: () => void): void;
  off(name: string, callback: () => void): void;
}

export interface ViewModel extends Model {
  readonly widget_manager: {
    readonly kernel?: Kernel | null;
    get_model(id: string): Promise<unknown>;
    /** Hosts other than Jupyter and exported pages may lack it. */
    create_view?(model: unknown): Promise<unknown>;
  };
}

/** A kernel that is shut down disposes of its connection; the comms of its widgets do not learn of it. */
interface Kernel {
  readonly isDisposed?: boolean;
  readonly disposed?: { connect(slot: () => void): void; disconnect(slot: () => void): void };
}

/** Jupyter's widget manager knows the kernel, null where there is none; other hosts' managers do not. */
const kernelOf = (model: Model) => model.widget_manager?.kernel;
const isLive = (model: Model) => {
  const kernel = kernelOf(model);
  return model.comm_live !== false && kernel !== null && kernel?.isDisposed !== true;
};

/** Send the changed traits if a kernel is connected. Without one, the widget manager would log an error. */
export function saveTo(model: Model): void {
  if (isLive(model)) model.save_changes();
}

/** State that only change the appearance of an explanation. */
export const looks = [
  "sign",
  "shown",
  "min_weight",
  "hide_rest",
  "opacity",
  "boundaries",
  "palette",
  "effect",
  "chart",
  "gray",
];
/** State that work without a kernel. */
const local = [...looks, "kernel_width", "highlight", "pinned"];

export class StudyModel {
  readonly #model: Model;
  /** Whether the user has changed something in this page that the kernel has not answered for, such as the width. */
  changedByHand = false;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Whether a kernel is connected: a saved page has none, and a kernel that shuts down leaves its pages behind. */
  get live(): boolean {
    return isLive(this.#model);
  }

  /** Whether the trait can be set. Without a kernel, traits that need its answer stay fixed. */
  allows(name: string): boolean {
    return this.live || local.includes(name);
  }

  get<K extends keyof State>(name: K): State[K] {
    return this.#model.get(name) as State[K];
  }

  /** The value of a parameter whose name comes from `controls`. */
  parameter(name: string): Value {
    return this.#model.get(name) as Value;
  }

  /** The settings of the explained superpixels. A saved page or a custom segmentation has none. */
  segmentationOptions(): Readonly<Record<string, number>> {
    return (this.#model.get("segmentation_options") ?? {}) as Record<string, number>;
  }

  /** Set and send at once: the widget manager keeps one message in flight and merges the rest. */
  set(name: string, value: Value | readonly number[] | Readonly<Record<string, number>> | Pinned): void {
    if (this.#model.get(name) === value || !this.allows(name)) return;
    if (name !== "highlight" && name !== "pinned") this.changedByHand = true;
    this.#model.set(name, value);
    saveTo(this.#model);
  }

  send(message: Message): void {
    if (this.live) this.#model.send(message);
  }

  /** As `watchTraits`, for the study's model. */
  watch(names: readonly string[], signal: AbortSignal, draw: () => void): void {
    watchTraits(this.#model, names, signal, draw);
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
  const disposed = kernelOf(model)?.disposed;
  disposed?.connect(changed);
  signal.addEventListener("abort", () => {
    for (const event of events) model.off(event, changed);
    disposed?.disconnect(changed);
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
    throw new Error(say("fault.no_study"));
  }
  let found: unknown;
  try {
    found = await model.widget_manager.get_model(reference.slice(prefix.length));
  } catch {
    found = undefined;
  }
  if (found === undefined || found === null) {
    throw new Error(say("fault.study_gone"));
  }
  return new StudyModel(found as Model);
}
