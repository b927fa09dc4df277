// The numbers of agreement, each with a sentence that says what it means. The kernel writes both.

import type { RepeatsNumber } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, show } from "../../ui/elements";

export interface Numbers {
  node: HTMLElement;
  draw(numbers: readonly RepeatsNumber[]): void;
}

export function makeNumbers(): Numbers {
  const list = make("div", { class: "lw-agreement", role: "list", "aria-label": say("stability.numbers") });
  return {
    node: list,
    draw(numbers) {
      show(list, numbers.length > 0);
      list.replaceChildren(
        ...numbers.map(({ name, value, means }) =>
          make(
            "div",
            { class: "lw-agreement-entry", role: "listitem" },
            make("span", {}, name),
            make("span", { class: "lw-agreement-value" }, value),
            make("span", { class: "lw-agreement-means" }, means),
          ),
        ),
      );
    },
  };
}
