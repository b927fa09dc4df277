// The explanations below the curves: the weights that change sign, and what bands, shades and dots mean.
import { make, show, write } from "../../ui/elements";
import type { Curves } from "./scene";
import { turningSentence } from "./widths";

export interface Keys {
  nodes: HTMLElement[];
  draw(curves: Curves, exact: boolean, names: readonly string[], color: (feature: number) => string): void;
  clear(): void;
}

export function makeKeys(): Keys {
  const turning = make("p", { class: "lw-turning" });
  const band = make("span", { class: "lw-key-band" }, "± 95 % interval");
  const few = make("span", { class: "lw-key-few" }, "too few samples for a meaningful fit");
  const change = make(
    "span",
    { class: "lw-key-change" },
    "a weight changes sign, from one interval to another",
  );
  const size = make(
    "span",
    {},
    "R²: of samples left out of the fit; eff. samples: effective sample size; gap: gap to the model",
  );
  const key = make("p", { class: "lw-plot-key" }, band, few, change, size);
  return {
    nodes: [turning, key],
    draw({ changes, stretches }, exact, names, color) {
      show(key, true);
      write(turning, turningSentence(changes, names));
      show(band, !exact);
      show(few, stretches.length > 0);
      show(change, changes.length > 0);
      change.style.setProperty("--lw-color", color(changes[0]?.feature ?? 0));
    },
    clear() {
      show(key, false);
      write(turning, "");
    },
  };
}
