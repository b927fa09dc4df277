// The four panels of the plane, each with one more layer than the one before. One is displayed, or all side by side.

import { type Model, saveTo } from "../../model/study_model";
import { say, type TextId } from "../../texts/catalogue";
import { listen, make, makePlainButton, mark } from "../../ui/elements";

export type Panel = "A" | "B" | "C" | "D";

export const panels: readonly { name: Panel; adds: TextId; title: TextId }[] = [
  { name: "A", adds: "panel.a", title: "panel.a_help" },
  { name: "B", adds: "panel.b", title: "panel.b_help" },
  { name: "C", adds: "panel.c", title: "panel.c_help" },
  { name: "D", adds: "panel.d", title: "panel.d_help" },
];

export interface PanelButtons {
  node: HTMLElement;
  draw(): void;
  shows(panel: Panel): boolean;
}

/** Create the buttons of the panels. The selected panel is a trait of the view. */
export function makePanelButtons(model: Model, signal: AbortSignal): PanelButtons {
  const all = { name: "all", adds: undefined, title: "panel.all_help" } as const;
  const buttons = [...panels, all].map(({ name: value, adds, title }) => {
    const button = makePlainButton(
      { class: "lw-sight", title: say(title), "data-panel-choice": value },
      make("b", {}, adds === undefined ? say("panel.all") : value),
      make("span", {}, adds === undefined ? "" : ` ${say(adds)}`),
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
      { class: "lw-sights", role: "group", "aria-label": say("panel.group") },
      ...buttons.map(({ button }) => button),
    ),
    draw() {
      for (const { value, button } of buttons) mark(button, "aria-pressed", String(value === chosen()));
    },
    shows: (panel) => chosen() === panel || chosen() === "all",
  };
}
