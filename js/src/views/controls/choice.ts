// One of several names, as a list.
import type { StudyModel } from "../../model/study_model";
import type { Control } from "../../model/wire";
import { make, makeFocusable } from "../../ui/elements";
import type { Field } from "./field";

export function makeChoice(first: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  const { name } = first;
  const select = makeFocusable("select", { id, "data-parameter": name });
  const node = make("div", { class: "lw-line" }, select);
  let options: NonNullable<Control["options"]> = [];

  select.addEventListener(
    "input",
    () => {
      const option = options.find(({ value }) => String(value) === select.value);
      if (option !== undefined) study.set(name, option.value);
    },
    { signal },
  );

  return {
    node,
    focus: select,
    beside: [],
    follow(control) {
      const next = control.options ?? [];
      if (!sameOptions(next, options)) {
        select.replaceChildren(
          ...next.map(({ value, label, disabled = false }) => {
            const option = make("option", { value: String(value) }, label);
            option.disabled = disabled;
            return option;
          }),
        );
      }
      options = next;
      const value = String(study.parameter(name));
      if (!options.some((option) => String(option.value) === value)) {
        // Code may set a value that is not among the options, such as the user's own function.
        select.append(make("option", { value }, value));
      }
      if (select.value !== value) select.value = value;
    },
  };
}

/** Avoid rewriting a thousand equal labels that the kernel sends again. */
function sameOptions(a: NonNullable<Control["options"]>, b: NonNullable<Control["options"]>): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every(({ value, label, disabled }, i) => {
        const other = b[i];
        return other?.value === value && other.label === label && other.disabled === disabled;
      }))
  );
}
