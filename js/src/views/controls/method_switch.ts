// LIME and Shapley values as the two ends of one switch, beside the kernel width.
import { shapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import type { Value } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makePlainButton, mark } from "../../ui/elements";

export interface MethodSwitch {
  node: HTMLButtonElement;
  draw(): void;
}

export function makeMethodSwitch(study: StudyModel, signal: AbortSignal): MethodSwitch {
  const knob = make("span", { class: "lw-method-track", "aria-hidden": "true" });
  const end = (text: string) => make("span", { class: "lw-method-end" }, text);
  const node = makePlainButton(
    { class: "lw-method", role: "switch", "data-action": "method" },
    end(say("method.lime")),
    knob,
    end(say("method.shapley")),
  );
  /** LIME's kernel, to go back to. */
  let former: Value = null;
  const isOn = () => study.parameter("kernel") === shapley;
  const usual = (): Value => {
    const control = study.get("controls").find(({ name }) => name === "kernel");
    return control === undefined || control.default === shapley ? "exponential" : control.default;
  };
  node.addEventListener("click", () => study.set("kernel", isOn() ? (former ?? usual()) : shapley), {
    signal,
  });
  return {
    node,
    draw() {
      const on = isOn();
      if (!on) former = study.parameter("kernel");
      const calls = study.get("other_calls") ?? 0;
      mark(node, "aria-checked", String(on));
      mark(node, "aria-label", say("method.switch"));
      const help = say(on ? "method.to_lime" : "method.to_shapley");
      mark(node, "title", calls > 0 ? `${help} ${say("method.calls", { n: calls })}` : help);
      node.disabled = !study.allows("kernel");
    },
  };
}
