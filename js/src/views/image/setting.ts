// A slider for one setting of a segmentation method.
import { optionAt, optionSteps } from "../../model/options";
import type { SegmentationOption } from "../../model/wire";
import { freshId, listen, make, makeFocusable, mark, write } from "../../ui/elements";
import { number } from "../../words/format";

export interface Setting {
  name: string;
  node: HTMLElement;
  value(): number;
  follow(value: number | undefined): void;
}

export function makeSetting(option: SegmentationOption, signal: AbortSignal, changed: () => void): Setting {
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
