// The choice of the vertical axis.
import { say, type TextId } from "../../texts/catalogue";
import { listen, make, makePlainButton, mark } from "../../ui/elements";
import type { Against } from "../samples/points";

const kinds: Readonly<Record<Against, TextId>> = {
  prediction: "samples.answer",
  residual: "samples.residual",
};

export interface Modes {
  node: HTMLElement;
  draw(against: Against): void;
}

export function makeModes(signal: AbortSignal, choose: (against: Against) => void): Modes {
  const buttons = Object.entries(kinds).map(([value, text]) => {
    const button = makePlainButton({ class: "lw-sight", "data-against": value }, say(text));
    listen(button, "click", () => choose(value as Against), signal);
    return button;
  });
  return {
    node: make("fieldset", { class: "lw-sights", "aria-label": say("samples.vertical") }, ...buttons),
    draw(against) {
      for (const button of buttons)
        mark(button, "aria-pressed", String(button.dataset["against"] === against));
    },
  };
}
