// Sampling until the choice of the top features is settled: the button, the sentence, and the gaps as they close.

import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { listen, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { makeGaps } from "./gaps";

export interface Settling {
  node: HTMLElement;
  draw(): void;
}

/** The number of features that is proposed. */
const usual = 5;

export function makeSettling(study: StudyModel, signal: AbortSignal, redraw: () => void): Settling {
  const field = makeFocusable("input", {
    type: "number",
    min: "1",
    step: "1",
    title: say("settling.k_help"),
  });
  const label = make("label", { class: "lw-settling-k" }, say("settling.k"), field);
  let wanted = usual;
  const start = makeButton("settle", "", say("settling.start_help"), signal, () =>
    study.send({ type: "settle", k: asked() }),
  );
  const stop = makeButton("stop_settling", say("settling.stop"), say("settling.stop_help"), signal, () =>
    study.send({ type: "stop_settling" }),
  );
  const said = make("p", { class: "lw-settling-said", role: "status" });
  const gaps = makeGaps(study);
  const asked = () => Math.max(1, Math.min(wanted, study.get("settling")?.most ?? usual));
  listen(
    field,
    "input",
    () => {
      const value = Math.round(Number(field.value));
      if (value < 1) return; // emptied, to type another one
      wanted = value;
      redraw();
    },
    signal,
  );
  listen(field, "change", redraw, signal);
  const tools = make("div", { class: "lw-stability-tools" }, label, start, stop);
  return {
    node: make(
      "div",
      { class: "lw-settling" },
      make("p", { class: "lw-stability-title" }, say("settling.title")),
      tools,
      said,
      gaps.node,
    ),
    draw() {
      const [state, settlement] = [study.get("settling") ?? null, study.get("settlement") ?? null];
      const active = study.live && state?.active === true;
      const possible = study.live && state !== null && state.most > 0;
      const k = asked();
      for (const node of [label, start]) show(node, possible && !active);
      show(stop, active);
      start.disabled = study.get("status") !== "ready" || study.get("current") === false;
      mark(field, "max", String(state?.most ?? usual));
      if (field.value !== String(k)) field.value = String(k);
      write(start, say("settling.start", { n: k, budget: state?.budget ?? 0 }));
      const wrong = state?.error ?? "";
      write(said, wrong !== "" ? wrong : (settlement?.sentence ?? say("settling.none")));
      said.classList.toggle("lw-idle", settlement === null && wrong === "");
      show(gaps.node, settlement !== null);
      if (settlement !== null) gaps.draw(settlement);
    },
  };
}
