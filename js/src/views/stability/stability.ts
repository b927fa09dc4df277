// How far the explanation changes with the seed, and how many samples settle its choice of features. The kernel makes
// the repeats and compares them. lime_widgets/widgets/views/stability.py declares it.

import { sameWidth } from "../../model/frames";
import { hasFewer, runsOf } from "../../model/repeats";
import { isCurrent } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { make, mark, show, write } from "../../ui/elements";
import { effectsOf, markStanding } from "../../ui/force";
import { type Stage, view } from "../../ui/view";
import { whatOf, whats } from "../../words/wording";
import { isAlike, makeAsking } from "./asking";
import { makeNumbers } from "./numbers";
import { makeRanks } from "./ranks";
import { makeSettling } from "./settling";
import { makeStrips } from "./strips";

export default view("stability", ({ study, root, signal, watch, guarded }: Stage) => {
  const said = make("p", { class: "lw-stability-said", role: "status" });
  const asking = makeAsking(study, signal);
  const redraw = guarded(() => draw());
  const strips = makeStrips(study, signal, redraw);
  const colors = new Map<number, number>();
  const ranks = makeRanks(study, colors, signal);
  const numbers = makeNumbers();
  const settling = makeSettling(
    study,
    colors,
    signal,
    guarded(() => settling.draw()),
  );
  const pictures = make("div", { class: "lw-stability-pictures" }, strips.node, ranks.node);
  root.append(said, asking.node, pictures, numbers.node, settling.node);

  function draw(): void {
    markStanding(study, root);
    const repeats = study.get("repeats") ?? null;
    const runs = runsOf(repeats);
    // What is displayed beside a width that is dragged, or an instance that is edited, follows soon.
    const former = repeats !== null && !sameWidth(repeats.kernel_width, study.get("kernel_width"));
    root.classList.toggle("lw-former", former || (repeats !== null && !isCurrent(study)));
    root.classList.toggle("lw-fewer", hasFewer(study.get("repeating") ?? null));
    mark(root, "data-runs", String(runs?.n ?? 0));
    mark(root, "data-kernel-width", repeats === null ? null : String(repeats.kernel_width));
    write(said, repeats?.headline ?? say(isAlike(study) ? "stability.alike" : "stability.none"));
    said.classList.toggle("lw-idle", repeats === null);
    asking.draw(repeats?.exact === true);
    const drawn = runs !== null && runs.n > 1;
    show(pictures, drawn);
    numbers.draw(repeats?.numbers ?? []);
    if (!drawn) return;
    const sweep = effectsOf(study, study.get("frames"));
    const contributes = sweep !== null && sweep.slopes !== null;
    const unitOf = (feature: number) => (contributes ? (sweep.at?.[feature] ?? 1) : 1);
    strips.draw(runs, unitOf, say(whats[whatOf(study)]));
    ranks.draw(runs);
  }

  watch(
    ["repeats", "repeating", "frames", "effect", "features", "kernel_width", "status", "palette", "current"],
    draw,
  );
  watch(["settlement", "settling", "features", "status", "current", "frames"], () => settling.draw());
  watch(["highlight"], () => {
    strips.drawHighlight();
    ranks.drawHighlight();
  });
});
