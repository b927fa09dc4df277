// The four panels of the plane, each with one more layer than the one before. One is displayed, or all side by side.

import { type Model, saveTo } from "../../model/study_model";
import { listen, make, makePlainButton, mark } from "../../ui/elements";

export type Panel = "A" | "B" | "C" | "D";

export const panels: readonly { name: Panel; adds: string; title: string }[] = [
  { name: "A", adds: "model", title: "The model's answers over the plane" },
  { name: "B", adds: "samples", title: "Adds the samples and the instance" },
  { name: "C", adds: "weights", title: "Adds the weight of each sample as the area of its dot" },
  {
    name: "D",
    adds: "surrogate",
    title: "Adds the surrogate's signs and boundary",
  },
];

export interface PanelButtons {
  node: HTMLElement;
  draw(): void;
  shows(panel: Panel): boolean;
}

/** Create the buttons of the panels. The selected panel is a trait of the view. */
export function makePanelButtons(model: Model, signal: AbortSignal): PanelButtons {
  const all = { name: "all", adds: "", title: "All four panels" };
  const buttons = [...panels, all].map(({ name: value, adds, title }) => {
    const button = makePlainButton(
      { class: "lw-sight", title, "data-panel-choice": value },
      make("b", {}, adds === "" ? "All" : value),
      make("span", {}, adds && ` ${adds}`),
    );
    listen(
      button,
      "click",
      () => {
        if (model.get("panel") === value) return;
        model.set("panel", value);
        saveTo(model);
      },
      signal,
    );
    return { value, button };
  });
  const chosen = () => String(model.get("panel") ?? "D");
  return {
    node: make(
      "div",
      { class: "lw-sights", role: "group", "aria-label": "Panels" },
      ...buttons.map(({ button }) => button),
    ),
    draw() {
      for (const { value, button } of buttons) mark(button, "aria-pressed", String(value === chosen()));
    },
    shows: (panel) => chosen() === panel || chosen() === "all",
  };
}
