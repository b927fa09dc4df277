// What a hidden superpixel shows: one of several fillings, or a color that the user chooses.

import type { StudyModel } from "../../model/study_model";
import type { Control } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeFocusable, mark, show } from "../../ui/elements";
import type { Field } from "./field";

/** The option that stands for any color. */
const color = "color";
const first = "#808080";

export function makeFill(control: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = control;
  const select = makeFocusable("select", { id, "data-parameter": name });
  const picker = makeFocusable("input", {
    type: "color",
    "data-color": name,
    "aria-label": say("fill.color"),
  });
  picker.value = first;
  let shown = "";

  select.addEventListener(
    "input",
    () => study.set(name, select.value === color ? picker.value : select.value),
    { signal },
  );
  // Send a color only when it is final, because each color calls the model again.
  picker.addEventListener("change", () => study.set(name, picker.value), { signal });

  return {
    node: make("div", { class: "lw-line" }, select, picker),
    focus: select,
    beside: [],
    follow({ options = [] }) {
      const key = options.map(({ value, label }) => `${value} ${label}`).join("\n");
      if (key !== shown) {
        shown = key;
        select.replaceChildren(
          ...options.map(({ value, label }) => make("option", { value: String(value) }, label)),
        );
      }
      const value = String(study.parameter(name));
      const chosen = value.startsWith("#");
      if (chosen) picker.value = value;
      const wanted = chosen ? color : value;
      if (![...select.options].some((option) => option.value === wanted))
        select.append(make("option", { value: wanted }, wanted));
      if (select.value !== wanted) select.value = wanted;
      mark(select, "data-value", value);
      show(picker, chosen);
    },
  };
}
