// Texts around the curves. Above: the numbers at the current kernel width. Below: the weights that change sign, and what
// bands, shades and dots mean.

import { say } from "../../texts/catalogue";
import { make, show, write } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { count, listed, magnitude, number } from "../../words/format";
import { fitText } from "../../words/wording";
import type { Curves } from "./scene";
import type { Change } from "./widths";

export interface Keys {
  nodes: HTMLElement[];
  draw(curves: Curves, exact: boolean, names: readonly string[], color: (feature: number) => string): void;
  clear(): void;
}

export function makeKeys(): Keys {
  const turning = make("p", { class: "lw-turning" });
  const band = make("span", { class: "lw-key-band" }, say("curves.band"));
  const few = make("span", { class: "lw-key-few" }, say("curves.few"));
  const change = make("span", { class: "lw-key-change" }, say("curves.change"));
  const size = make("span", {}, say("trust.key"));
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

/** `model` is the model's prediction for the instance. */
export function readoutTexts({ sweep, frame }: Force, model: number): string[] {
  const gap = Math.abs(model - frame.localPrediction);
  return [
    say("readout.width", { width: number(frame.width) }),
    fitText(sweep, frame),
    say("readout.size", { size: count(frame.ess), samples: count(sweep.samples) }),
    say("readout.gap", { gap: magnitude(gap, Math.max(gap, Math.abs(model) / 10)) }),
  ];
}

/** "A weight changes sign with the kernel width: temp at 1.3 and 2.6." */
function turningSentence(changes: readonly Change[], names: readonly string[]): string {
  const widths = new Map<number, string[]>();
  for (const { feature, width } of changes)
    widths.set(feature, [...(widths.get(feature) ?? []), number(width, 2)]);
  const listedChanges = [...widths]
    .slice(0, 3)
    .map(([feature, at]) => say("turning.at", { name: names[feature] ?? "", widths: listed(at) }));
  if (listedChanges.length === 0) return "";
  const rest = widths.size - listedChanges.length;
  const first = listedChanges.join("; ");
  const where = rest === 0 ? first : say("turning.more", { where: first, n: rest });
  return say("turning", { where, n: widths.size });
}
