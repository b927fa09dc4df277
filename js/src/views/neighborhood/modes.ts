// Above the plot: the choice of the vertical axis, the switch of the training rows, and the key of the colors.
import { say, type TextId } from "../../texts/catalogue";
import { listen, make, makePlainButton, mark, show, write } from "../../ui/elements";
import type { Against } from "../samples/points";

const kinds: Readonly<Record<Against, TextId>> = {
  prediction: "samples.answer",
  residual: "samples.residual",
  data: "samples.off_data",
};

export interface Modes {
  node: HTMLElement;
  /** `level` names the level line. */
  draw(against: Against, level: string, training: boolean): void;
}

/** `overData` says whether the samples can be compared with training data. */
export function makeModes(
  signal: AbortSignal,
  overData: boolean,
  choose: (values: { against: Against; brush: null } | { training: boolean }) => void,
): Modes {
  const names = Object.entries(kinds).filter(([value]) => value !== "data" || overData);
  const buttons = names.map(([value, text]) => {
    const button = makePlainButton({ class: "lw-sight", "data-against": value }, say(text));
    listen(button, "click", () => choose({ against: value as Against, brush: null }), signal);
    return button;
  });
  const training = makePlainButton({ class: "lw-button lw-training" }, say("samples.training"));
  const pressed = () => training.getAttribute("aria-pressed") === "true";
  listen(training, "click", () => choose({ training: !pressed() }), signal);
  const line = make("span", { class: "lw-line-key" });
  const axis = make("fieldset", { class: "lw-sights", "aria-label": say("samples.vertical") }, ...buttons);
  return {
    node: make("div", { class: "lw-plot-tools" }, axis, line, training, makeRampKey()),
    draw(against, level, shown) {
      for (const button of buttons)
        mark(button, "aria-pressed", String(button.dataset["against"] === against));
      write(line, level);
      mark(training, "aria-pressed", String(shown));
      show(training, against === "data");
    },
  };
}

/** The colors of the points: the weights of the samples. */
function makeRampKey(): HTMLElement {
  const ramp = make("span", { class: "lw-ramp", "aria-hidden": "true" });
  return make("span", { class: "lw-ramp-key" }, say("samples.lightest"), ramp, say("samples.heaviest"));
}
