// The color legend: which color makes the output more likely, which less, and which weights may be zero.
import { say } from "../texts/catalogue";
import { make, mark, show } from "./elements";
import { writeName } from "./names/names";

export interface Key {
  node: HTMLElement;
  /** `sides` name the effects of a negative and a positive weight. `exact` weights have no uncertainty. */
  draw(sides: readonly [string, string], exact: boolean): void;
}

export function makeKey(): Key {
  const sides = ["lw-against", "lw-for"].map((side) => make("span", { class: `lw-key ${side}` }));
  const unsure = make(
    "span",
    {
      class: "lw-key lw-key-unsure",
      title: say("unsure.help"),
    },
    say("unsure"),
  );
  return {
    node: make("span", { class: "lw-keys" }, ...sides, unsure),
    draw(names, exact) {
      sides.forEach((side, i) => {
        writeName(side, names[i] ?? "");
        mark(side, "title", names[i] ?? "");
      });
      show(unsure, !exact);
    },
  };
}
