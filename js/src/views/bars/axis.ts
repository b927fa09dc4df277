// The head of the bars: the names of their columns, the two sides and the ticks.

import { type Span, ticksOf } from "../../model/scale";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { ticksAt } from "./scene";

export interface Axis {
  node: HTMLElement;
  /** `sides` name the effects of a negative and a positive weight. */
  draw(span: Span, sides: readonly [string, string], what: string): void;
}

/** Where the ticks are, from the left. */
const places = ["end", "half", "middle", "half", "end"];

export function makeAxis(): Axis {
  const against = make("span", { class: "lw-side lw-side-against" });
  const toward = make("span", { class: "lw-side lw-side-for" });
  const ticks = ticksOf({ low: -1, high: 1 }).map((_, i) =>
    make("span", { class: `lw-tick lw-tick-${places[i]}` }),
  );
  const sides = make("span", { class: "lw-sides" }, against, toward);
  const head = (name: string, text: string) => make("span", { class: `lw-head lw-head-${name}` }, text);
  const heading = head("weight", say("bars.weight"));
  return {
    node: make(
      "div",
      { class: "lw-axis", "aria-hidden": "true" },
      head("name", say("bars.feature")),
      make("span", { class: "lw-scale" }, sides, ...ticks),
      heading,
      head("value", say("bars.value")),
    ),
    draw(span, [down, up], what) {
      writeWhole(heading, what.charAt(0).toUpperCase() + what.slice(1));
      writeName(against, `◂ ${down}`);
      mark(against, "title", `◂ ${down}`);
      writeName(toward, `${up} ▸`);
      mark(toward, "title", `${up} ▸`);
      for (const [i, { text, left, crowded }] of ticksAt(span).entries()) {
        const node = ticks[i] as HTMLElement;
        write(node, text);
        node.classList.toggle("lw-tick-crowded", crowded);
        node.style.setProperty("--lw-at", String(left / 100));
      }
    },
  };
}

/** Write text that the page may cut off, with the full text as its tooltip. */
export function writeWhole(node: HTMLElement, text: string): void {
  write(node, text);
  mark(node, "title", text);
}
