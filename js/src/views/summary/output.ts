// One output of the model as a small bar and a radio button.

import { say } from "../../texts/catalogue";
import { make, makePlainButton, mark, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";

export interface OutputButton {
  node: HTMLButtonElement;
  draw(
    name: string,
    value: number,
    text: (value: number) => string,
    low: number,
    high: number,
    explained: boolean,
  ): void;
}

export function makeOutput(output: number): OutputButton {
  const label = make("span", { class: "lw-choice-name" });
  const fill = make("span", { class: "lw-fill" });
  const text = make("span", { class: "lw-choice-value" });
  const node = makePlainButton(
    { class: "lw-choice", role: "radio", "data-output": String(output) },
    label,
    make("span", { class: "lw-meter", "aria-hidden": "true" }, fill),
    text,
  );
  return {
    node,
    draw(name, value, asText, low, high, explained) {
      const scale = high > low ? 100 / (high - low) : 0;
      const [from, to] = [Math.min(0, value), Math.max(0, value)];
      fill.style.left = `${((from - low) * scale).toFixed(2)}%`;
      fill.style.width = `${((to - from) * scale).toFixed(2)}%`;
      writeName(label, name);
      write(text, asText(value));
      mark(node, "aria-checked", String(explained));
      mark(node, "aria-label", `${name}, ${asText(value)}`);
      mark(
        node,
        "title",
        explained || node.disabled
          ? explained
            ? say("answer.explained", { name })
            : name
          : say("answer.explain", { name }),
      );
      node.tabIndex = explained ? 0 : -1;
    },
  };
}
