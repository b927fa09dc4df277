// The buttons below the bars: bars or waterfall, and pinning.
import { isShapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import type { Pinned } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { weightsOf } from "../../ui/former";
import { number, probability } from "../../words/format";
import { whatOf } from "../../words/wording";

export interface Tools {
  nodes: HTMLElement[];
  draw(force: Force | null): void;
}

export function makeTools(study: StudyModel, signal: AbortSignal): Tools {
  let shown: Force | null = null;
  const chart = makeButton("chart", "", say("chart.label"), signal, () =>
    study.set("chart", study.get("chart") === "waterfall" ? "bars" : "waterfall"),
  );
  const pin = makeButton("pin", "", "", signal, () => {
    if ((study.get("pinned") ?? null) !== null) study.set("pinned", null);
    else if (shown !== null) study.set("pinned", pinnedOf(study, shown));
  });
  const label = make("span", { class: "lw-pinned lw-idle" });
  return {
    nodes: [label, chart, pin],
    draw(force) {
      shown = force;
      const falls = study.get("chart") === "waterfall";
      show(chart, force !== null && study.get("chart") !== undefined && whatOf(study) !== "slope");
      write(chart, say(falls ? "chart.bars" : "chart.waterfall"));
      const pinned = study.get("pinned") ?? null;
      show(pin, force !== null);
      show(label, pinned !== null);
      write(label, pinned === null ? "" : say("pin.compared", { label: pinned.label }));
      write(pin, say(pinned === null ? "pin" : "pin.off"));
      mark(pin, "title", pinned === null ? say("pin.help") : say("pin.off_help", { label: pinned.label }));
    },
  };
}

function pinnedOf(study: StudyModel, { sweep, frame }: Force): Pinned {
  const { names, kind } = study.get("outputs");
  const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
  const answer = kind === "probability" ? probability(model) : number(model, 4);
  const name = names.length > 1 ? `${names[sweep.output]} ${answer}` : answer;
  return {
    label: isShapley(study)
      ? say("pin.label_shapley", { answer: name })
      : say("pin.label", { width: number(frame.width), answer: name }),
    output: sweep.output,
    model,
    weights: [...weightsOf(study, frame.bars)],
  };
}
