// What the model can be asked: a button that says what it costs, the progress, and why it failed.
import { type StudyModel, type ViewModel, watchTraits } from "../../model/study_model";
import type { Asking, Fidelity } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { duration } from "../../words/duration";
import { percent } from "../../words/format";

export function makeAsking(study: StudyModel, model: ViewModel, signal: AbortSignal): HTMLElement {
  const ask = makeButton("check_fidelity", "", say("asking.help"), signal, () =>
    study.send({ type: "check_fidelity" }),
  );
  const fill = make("span", { class: "lw-progress-fill" });
  const bar = make(
    "span",
    { class: "lw-progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" },
    fill,
  );
  const text = make("span", { class: "lw-asking-state", role: "status", "aria-live": "off" });
  const cancel = makeButton("cancel_fidelity", say("status.cancel"), say("asking.cancel"), signal, () =>
    study.send({ type: "cancel_fidelity" }),
  );
  const error = make("span", { class: "lw-error", role: "alert" });
  const node = make("div", { class: "lw-plot-tools lw-asking" }, ask, bar, text, cancel, error);
  const draw = () => {
    const asking = (model.get("asking") ?? null) as Asking | null;
    const found = (model.get("fidelity") ?? null) as Fidelity | null;
    const progress = asking?.progress ?? null;
    const running = progress !== null && study.live;
    show(ask, !running && asking !== null && asking.n_rows > 0 && study.live);
    if (asking !== null) write(ask, costOf(asking, found?.n_fresh ?? 0));
    show(bar, running);
    show(text, running);
    show(cancel, running);
    const share = percent(progress ?? 0);
    fill.style.width = share.replace(" ", "");
    mark(bar, "aria-valuenow", String(Math.round(100 * (progress ?? 0))));
    mark(bar, "aria-label", say("status.asking"));
    write(text, running ? say("asking.progress", { share }) : "");
    write(error, asking?.error ?? "");
    show(error, error.textContent !== "");
    // Where nothing is left to ask, its line would be a gap.
    show(node, (asking === null && study.live) || [ask, bar, error].some((each) => !each.hidden));
  };
  watchTraits(model, ["asking", "fidelity"], signal, draw);
  study.watch(["status"], signal, draw);
  return node;
}

/** "Draw 1,024 fresh samples: 1,505 model calls, about 2 s" */
export function costOf({ n_fresh: n, n_rows, seconds }: Asking, known: number): string {
  const kind = n === 0 ? say("asking.removal") : say(known > 0 ? "asking.more" : "asking.fresh", { n });
  const what = say("asking.calls", { what: kind, n: n_rows });
  if (seconds < 0) return what;
  return seconds < 1 ? say("asking.quick", { what }) : say("asking.time", { what, time: duration(seconds) });
}
