// The measures, each with a plain sentence.
import type { Measure } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make } from "../../ui/elements";
import { aligned } from "../../words/format";

export interface Numbers {
  node: HTMLElement;
  draw(measures: readonly Measure[]): void;
}

export function makeNumbers(): Numbers {
  const node = make("div", { class: "lw-measures", role: "list", "aria-label": say("faithful.numbers") });
  return {
    node,
    draw(measures) {
      node.replaceChildren(
        ...measures.map(({ label, value, meaning }) =>
          make(
            "div",
            { class: "lw-measure", role: "listitem" },
            make(
              "div",
              { class: "lw-measured" },
              make("span", {}, label),
              " ",
              make("strong", {}, aligned(value, Math.abs(value))),
            ),
            make("div", { class: "lw-meaning" }, meaning),
          ),
        ),
      );
    },
  };
}
