// Parameters that a view offers itself, with the options that the kernel sends to the panel.

import type { StudyModel } from "../../model/study_model";
import { arrange, freshId, listen, make, makeFocusable, mark, show, write } from "../../ui/elements";

export interface Select {
  node: HTMLElement;
  draw(): void;
}

/** Hidden where the study has no such parameter. */
export function makeSelect(name: string, study: StudyModel, signal: AbortSignal): Select {
  const id = freshId();
  const label = make("label", { for: id });
  const select = makeFocusable("select", { id, "data-parameter": name });
  const node = make("span", { class: "lw-choosing" }, label, select);
  const control = () => study.get("controls").find((each) => each.name === name);
  listen(
    select,
    "change",
    () => {
      const option = control()?.options?.[select.selectedIndex];
      if (option !== undefined) study.set(name, option.value);
    },
    signal,
  );
  return {
    node,
    draw() {
      const { options = [], label: text, help } = control() ?? {};
      show(node, options.length > 1);
      write(label, text ?? "");
      mark(node, "title", help ?? null);
      select.disabled = !study.allows(name);
      arrange(
        select,
        options.map((option, i) => {
          const known = select.options[i] ?? make("option");
          write(known, option.label);
          known.disabled = option.disabled ?? false;
          return known;
        }),
      );
      select.selectedIndex = options.findIndex(({ value }) => value === study.parameter(name));
    },
  };
}
