// What the image view displays: the explanation, the image alone, or the image with everything hidden.

import { say, type TextId } from "../../texts/catalogue";
import { listen, make, makePlainButton, mark, write } from "../../ui/elements";

export type Sight = "explanation" | "picture" | "hidden";

export interface Showing {
  node: HTMLElement;
  sight(): Sight;
  /** During a preview there is no choice. `off` is the model's answer where everything is hidden, if known. */
  draw(trying: boolean, off: string): void;
}

const sights: Readonly<Record<Sight, TextId>> = {
  explanation: "sight.explanation",
  picture: "sight.picture",
  hidden: "sight.hidden",
};

export function makeShowing(signal: AbortSignal, changed: () => void): Showing {
  let sight: Sight = "explanation";
  const answer = make("span", { class: "lw-label-value", title: say("sight.off") });
  const buttons = Object.entries(sights).map(([value, id]) => {
    const button = makePlainButton({ class: "lw-sight", "data-sight": value }, say(id));
    if (value === "hidden") button.append(" ", answer);
    listen(
      button,
      "click",
      () => {
        sight = value as Sight;
        changed();
      },
      signal,
    );
    return button;
  });
  const group = make("fieldset", { class: "lw-sights", "aria-label": say("sight.group") }, ...buttons);
  return {
    node: group,
    sight: () => sight,
    draw(trying, off) {
      group.disabled = trying;
      write(answer, off);
      mark(group, "title", trying ? say("sight.trying") : null);
      for (const button of buttons) mark(button, "aria-pressed", String(button.dataset["sight"] === sight));
    },
  };
}
