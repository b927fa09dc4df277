// What the image view displays: the explanation, the image alone, or the image with everything hidden.
import { listen, make, makePlainButton, mark } from "../../ui/elements";

export type Sight = "explanation" | "picture" | "hidden";

export interface Showing {
  node: HTMLElement;
  sight(): Sight;
  /** During a preview there is no choice. */
  draw(trying: boolean): void;
}

const sights: Readonly<Record<Sight, string>> = {
  explanation: "Explanation",
  picture: "Image",
  hidden: "Everything hidden",
};

export function makeShowing(signal: AbortSignal, changed: () => void): Showing {
  let sight: Sight = "explanation";
  const buttons = Object.entries(sights).map(([value, text]) => {
    const button = makePlainButton({ class: "lw-sight", "data-sight": value }, text);
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
  const group = make("fieldset", { class: "lw-sights", "aria-label": "Show" }, ...buttons);
  return {
    node: group,
    sight: () => sight,
    draw(trying) {
      group.disabled = trying;
      mark(group, "title", trying ? "The preview shows the image without weights" : null);
      for (const button of buttons) mark(button, "aria-pressed", String(button.dataset["sight"] === sight));
    },
  };
}
