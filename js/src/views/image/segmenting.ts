// The segmentation of the picture: a method and its settings, with a preview that does not call the model.

import { optionAt, optionSteps } from "../../model/options";
import { previewOf, type StudyModel } from "../../model/study_model";
import type { Message, Segmentation, SegmentationOption } from "../../model/wire";
import { freshId, listen, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { count, number } from "../../ui/format";

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
  const id = freshId();
  const select = makeFocusable("select", { id, "data-parameter": "segmentation" });
  const settings = make("div", { class: "lw-settings" });
  const standing = make("span", { class: "lw-standing" });
  const summary = makeFocusable("summary", {}, "Superpixels ", standing);
  const method = make(
    "div",
    { class: "lw-setting" },
    make("label", { class: "lw-setting-label", for: id }, "Method"),
    select,
  );
  const methodsNode = make("fieldset", { class: "lw-methods" }, method, settings);
  const node = make("details", { class: "lw-segmenting" }, summary, methodsNode);
  const message = make("span", { class: "lw-preview-text", role: "status", "aria-live": "polite" });
  const adopt = makeButton(
    "adopt",
    "Explain with these",
    "Ask the model about these superpixels",
    signal,
    () => decide("adopt"),
  );
  const discard = makeButton("discard", "Discard", "Go back to the explained superpixels", signal, () =>
    decide("discard"),
  );
  const preview = make("div", { class: "lw-preview" }, message, adopt, discard);

  let sliders: Slider[] = [];
  let laid: string | undefined;
  /** The last settings of each method. */
  const left = new Map<string, Readonly<Record<string, number>>>();
  let waiting: Message | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const methods = () => study.get("segmentations") ?? [];
  const decide = (type: "adopt" | "discard") => {
    clearTimeout(timer);
    // The user's last change may still be waiting to be sent.
    if (type === "adopt" && waiting !== undefined) study.send(waiting);
    [timer, waiting] = [undefined, undefined];
    study.send({ type });
  };
  const flush = () => {
    timer = undefined;
    if (waiting === undefined) return;
    study.send(waiting);
    waiting = undefined;
    timer = setTimeout(flush, pause);
  };
  const ask = () => {
    const options = Object.fromEntries(sliders.map(({ name, value }) => [name, value()]));
    left.set(select.value, options);
    waiting = { type: "segment", segmentation: select.value, options };
    if (timer === undefined) flush();
  };
  signal.addEventListener("abort", () => clearTimeout(timer));

  listen(
    select,
    "input",
    () => {
      if (!study.live) select.value = laid ?? "";
      lay(select.value, left.get(select.value) ?? {});
      ask();
    },
    signal,
  );

  const lay = (value: string, options: Readonly<Record<string, number>>) => {
    const found = methods().find((each) => each.value === value);
    if (laid !== value) {
      laid = value;
      sliders = (found?.options ?? []).map((option) => makeOption(option, signal, ask));
      settings.replaceChildren(...sliders.map((slider) => slider.node));
    }
    for (const slider of sliders) slider.follow(options[slider.name]);
  };

  return {
    node,
    preview,
    draw(n) {
      const draft = previewOf(study);
      methodsNode.disabled = !study.live;
      fill(select, methods());
      const explained = String(study.parameter("segmentation"));
      const meant = draft?.segmentation ?? explained;
      // During a drag, the user's settings are newer than the kernel's.
      if (!study.live || (waiting === undefined && timer === undefined)) {
        if (select.value !== meant) select.value = meant;
        lay(meant, draft?.options ?? study.segmentationOptions());
      }
      const name = methods().find(({ value }) => value === explained)?.label ?? explained;
      write(standing, `${count(n)} · ${name}`);
      preview.classList.toggle("lw-away", draft === null);
      mark(preview, "data-preview", draft === null ? null : String(draft.n ?? "none"));
      message.classList.toggle("lw-error", draft !== null && draft.error !== null);
      write(message, draft === null ? "" : sentenceOf(draft.n, draft.error));
      adopt.disabled = draft === null || draft.n === null || draft.error !== null;
      show(adopt, draft?.error === null);
    },
  };
}

function sentenceOf(n: number | null, error: string | null): string {
  if (error !== null) return error;
  if (n === null) return "Computing the superpixels…";
  return `Preview: ${count(n)} superpixels. The model has not been called.`;
}

function fill(select: HTMLSelectElement, methods: readonly Segmentation[]): void {
  if (select.options.length === methods.length) return;
  select.replaceChildren(...methods.map(({ value, label }) => make("option", { value }, label)));
}

interface Slider {
  name: string;
  node: HTMLElement;
  value(): number;
  follow(value: number | undefined): void;
}

function makeOption(option: SegmentationOption, signal: AbortSignal, changed: () => void): Slider {
  const id = freshId();
  const steps = optionSteps(option);
  const input = makeFocusable("input", {
    type: "range",
    id,
    min: "0",
    max: String(steps.length - 1),
    step: "1",
    title: option.help,
    "data-option": option.name,
  });
  const shown = make("output", { class: "lw-setting-value", for: id });
  const label = make("label", { class: "lw-setting-label", for: id, title: option.help }, option.label);
  let value = option.default;
  const showValue = () => {
    write(shown, number(value));
    mark(input, "aria-valuetext", number(value));
    mark(input, "data-value", String(value));
  };
  listen(
    input,
    "input",
    () => {
      value = steps[Number(input.value)] ?? value;
      showValue();
      changed();
    },
    signal,
  );
  return {
    name: option.name,
    node: make("div", { class: "lw-setting" }, label, input, shown),
    value: () => value,
    follow(next) {
      value = next ?? option.default;
      input.value = String(optionAt(steps, value));
      showValue();
    },
  };
}
