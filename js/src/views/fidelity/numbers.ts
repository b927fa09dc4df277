// The measures, each with a plain sentence.
import type { Measure } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make } from "../../ui/elements";
import { number } from "../../words/format";

export interface Numbers {
  node: HTMLElement;
  draw(measures: readonly Measure[]): void;
}

export function makeNumbers(): Numbers {
  const node = make("dl", { class: "lw-measures", "aria-label": say("faithful.numbers") });
  return {
    node,
    draw(measures) {
      node.replaceChildren(
        ...measures.map(({ label, value, meaning }) =>
          make(
            "div",
            { class: "lw-measure" },
            make("dt", {}, make("span", {}, label), " ", make("strong", {}, number(value))),
            make("dd", {}, meaning),
          ),
        ),
      );
    },
  };
}
