// The segmentation of the picture: a method and its settings, with a preview that does not call the model.

import { previewOf, type StudyModel } from "../../model/study_model";
import type { Message, Preview, Segmentation } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { freshId, listen, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { count } from "../../words/format";
import { makeSetting, type Setting } from "./setting";

/** The pause between two messages while the user drags a slider. */
const pause = 150;

export interface Segmenting {
  node: HTMLElement;
  /** The line about the preview, with its buttons. */
  preview: HTMLElement;
  /** `n` is the number of explained superpixels. */
  draw(n: number): void;
}

export function makeSegmenting(study: StudyModel, signal: AbortSignal): Segmenting {
  return new Methods(study, signal);
}

type Options = Readonly<Record<string, number>>;

class Methods implements Segmenting {
  readonly #study: StudyModel;
  readonly #signal: AbortSignal;

  readonly node: HTMLElement;
  readonly preview: HTMLElement;
  readonly #id = freshId();
  readonly #select = makeFocusable("select", { id: this.#id, "data-parameter": "segmentation" });
  readonly #settings = make("div", { class: "lw-settings" });
  readonly #standing = make("span", { class: "lw-standing" });
  readonly #methods = make("fieldset", { class: "lw-methods" });
  readonly #message = make("span", {
    class: "lw-preview-text",
    role: "status",
    "aria-live": "polite",
  });
  readonly #adopt: HTMLButtonElement;
  readonly #asking: Asking;
  #sliders: Setting[] = [];
  /** The method whose settings are laid out. */
  #laid: string | undefined;
  /** The last settings of each method. */
  readonly #left = new Map<string, Options>();

  constructor(study: StudyModel, signal: AbortSignal) {
    this.#study = study;
    this.#signal = signal;

    this.#asking = new Asking(study, signal);
    const label = make("label", { class: "lw-setting-label", for: this.#id }, say("segmenting.method"));
    this.#methods.append(make("div", { class: "lw-setting" }, label, this.#select), this.#settings);
    const summary = makeFocusable("summary", {}, `${say("segmenting")} `, this.#standing);
    this.node = make("details", { class: "lw-segmenting" }, summary, this.#methods);
    const decide = (type: "adopt" | "discard", text: string, help: string) =>
      makeButton(type, text, help, signal, () => this.#asking.decide(type));
    this.#adopt = decide("adopt", say("segmenting.adopt"), say("segmenting.adopt_help"));
    const discard = decide("discard", say("segmenting.discard"), say("segmenting.discard_help"));
    this.preview = make("div", { class: "lw-preview" }, this.#message, this.#adopt, discard);
    listen(this.#select, "input", () => this.#choose(), signal);
  }

  draw(n: number): void {
    const study = this.#study;
    const select = this.#select;
    const draft = previewOf(study);
    const methods = study.get("segmentations") ?? [];
    this.#methods.disabled = !study.live;
    fill(select, methods);
    const explained = String(study.parameter("segmentation"));
    // During a drag, the user's settings are newer than the kernel's.
    if (!study.live || !this.#asking.busy) {
      const meant = draft?.segmentation ?? explained;
      if (select.value !== meant) select.value = meant;
      this.#lay(meant, draft?.options ?? study.segmentationOptions());
    }
    const name = methods.find(({ value }) => value === explained)?.label ?? explained;
    write(this.#standing, `${count(n)} · ${name}`);
    this.#drawPreview(draft);
  }

  #drawPreview(draft: Preview | null): void {
    this.preview.classList.toggle("lw-away", draft === null);
    mark(this.preview, "data-preview", draft === null ? null : String(draft.n ?? "none"));
    this.#message.classList.toggle("lw-error", draft !== null && draft.error !== null);
    write(this.#message, draft === null ? "" : sentenceOf(draft.n, draft.error));
    this.#adopt.disabled = draft === null || draft.n === null || draft.error !== null;
    show(this.#adopt, draft?.error === null);
  }

  #choose(): void {
    if (!this.#study.live) this.#select.value = this.#laid ?? "";
    this.#lay(this.#select.value, this.#left.get(this.#select.value) ?? {});
    this.#ask();
  }

  #ask(): void {
    const options = Object.fromEntries(this.#sliders.map(({ name, value }) => [name, value()]));
    this.#left.set(this.#select.value, options);
    this.#asking.ask({ type: "segment", segmentation: this.#select.value, options });
  }

  /** Lay out the settings of a method, and give them these values. */
  #lay(value: string, options: Options): void {
    if (this.#laid !== value) {
      this.#laid = value;
      const found = (this.#study.get("segmentations") ?? []).find((each) => each.value === value);
      this.#sliders = (found?.options ?? []).map((option) =>
        makeSetting(option, this.#signal, () => this.#ask()),
      );
      this.#settings.replaceChildren(...this.#sliders.map((slider) => slider.node));
    }
    for (const slider of this.#sliders) slider.follow(options[slider.name]);
  }
}

/** Sends the user's settings, with pauses while they change. */
class Asking {
  readonly #study: StudyModel;

  #waiting: Message | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(study: StudyModel, signal: AbortSignal) {
    this.#study = study;

    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Whether the user changes the settings. */
  get busy(): boolean {
    return this.#waiting !== undefined || this.#timer !== undefined;
  }

  ask(message: Message): void {
    this.#waiting = message;
    if (this.#timer === undefined) this.#flush();
  }

  decide(type: "adopt" | "discard"): void {
    clearTimeout(this.#timer);
    // The user's last change may still be waiting to be sent.
    if (type === "adopt" && this.#waiting !== undefined) this.#study.send(this.#waiting);
    [this.#timer, this.#waiting] = [undefined, undefined];
    this.#study.send({ type });
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#waiting === undefined) return;
    this.#study.send(this.#waiting);
    this.#waiting = undefined;
    this.#timer = setTimeout(() => this.#flush(), pause);
  }
}

function sentenceOf(n: number | null, error: string | null): string {
  if (error !== null) return error;
  if (n === null) return say("segmenting.wait");
  return say("segmenting.preview", { n });
}

function fill(select: HTMLSelectElement, methods: readonly Segmentation[]): void {
  if (select.options.length === methods.length) return;
  select.replaceChildren(...methods.map(({ value, label }) => make("option", { value }, label)));
}
