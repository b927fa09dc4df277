// The weights of the local surrogate beside those of a surrogate of the whole model. The kernel fits the latter once
// the user asks for it. lime_widgets/widgets/views/overall.py declares the view.
import type { Global, GlobalWeights } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { followPointer, walk } from "../../ui/pointing";
import { type Stage, view } from "../../ui/view";
import { failureOf } from "../../words/failure";
import { count, number, score } from "../../words/format";
import { emptySentence } from "../../words/wording";
import { makeRows } from "./rows";

export default view("global", (stage) => {
  const overall = new Overall(stage);
  stage.watch(traits, () => overall.draw());
});

const traits = ["global_surrogate", "frames", "highlight", "status", "error", "current", "palette"];

const parts = { local: "global.local", whole: "global.whole", differs: "global.differs" } as const;

class Overall {
  readonly #stage: Stage;
  readonly #headline = make("p", { class: "lw-global-headline", "aria-live": "polite" });
  readonly #answers = make("p", { class: "lw-global-answers" });
  readonly #note = make("p", { class: "lw-plot-note", role: "status" });
  readonly #ask: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #key: HTMLElement;
  readonly #scores = make("span", { class: "lw-global-scores" });
  /** What the numbers are: the bars of the explanation may show others. */
  readonly #meaning = make("p", { class: "lw-global-meaning" });
  readonly #list = make("div", { class: "lw-pairs", role: "list", "aria-label": say("global.group") });
  #weights: GlobalWeights | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { root, study, signal } = stage;
    this.#ask = makeButton("fit_global", "", say("global.help"), signal, () =>
      study.send({ type: "fit_global" }),
    );
    this.#stop = makeButton("stop_global", say("global.stop"), say("global.stop"), signal, () =>
      study.send({ type: "stop_global" }),
    );
    const part = (which: "local" | "whole" | "differs") =>
      make("span", { class: `lw-global-key lw-key-${which}` }, say(parts[which]));
    this.#key = make(
      "div",
      { class: "lw-global-keys" },
      part("local"),
      part("whole"),
      part("differs"),
      this.#scores,
    );
    const asking = [this.#note, this.#ask, this.#stop];
    root.append(this.#headline, this.#answers, ...asking, this.#key, this.#meaning, this.#list);
    followPointer(this.#list, study, signal);
    walk(this.#list, ".lw-pair", signal, (row, key) => {
      if (key === "ArrowDown") return row.nextElementSibling;
      if (key === "ArrowUp") return row.previousElementSibling;
      if (key === "Home") return this.#list.firstElementChild;
      return key === "End" ? this.#list.lastElementChild : undefined;
    });
  }

  draw(): void {
    const { study, root } = this.#stage;
    frameInForce(study, root);
    const found = study.get("global_surrogate") ?? null;
    const weights = found?.weights;
    root.classList.toggle("lw-former", study.get("current") === false);
    write(this.#headline, weights?.headline ?? "");
    write(this.#answers, weights?.answers ?? "");
    write(this.#note, this.#noteOf(found));
    show(this.#note, this.#note.textContent !== "");
    const asked = found !== null && found.n_answered !== null && found.error === "";
    show(this.#ask, found !== null && study.live && study.get("frames") !== null && !asked);
    if (found !== null) write(this.#ask, found.error === "" ? askText(found) : say("global.again"));
    show(this.#stop, study.live && asked && weights === undefined);
    show(this.#key, weights !== undefined);
    write(this.#meaning, weights?.note ?? "");
    if (weights !== this.#weights) this.#rebuild(weights);
    mark(root, "data-pairs", String(weights?.names.length ?? 0));
    const highlight = study.get("highlight");
    for (const row of this.#list.querySelectorAll<HTMLElement>(".lw-pair"))
      row.classList.toggle("lw-highlight", Number(row.dataset["feature"]) === highlight);
  }

  #rebuild(weights: GlobalWeights | undefined): void {
    this.#weights = weights;
    this.#list.replaceChildren(...(weights === undefined ? [] : makeRows(weights)));
    const text = (each: number | null) => score(each ?? Number.NaN);
    const scores =
      weights === undefined
        ? ""
        : say("global.scores", { local: text(weights.local_score), whole: text(weights.whole_score) });
    write(this.#scores, scores);
  }

  #noteOf(found: Global | null): string {
    const { study } = this.#stage;
    if (study.get("frames") === null) return emptySentence(study);
    const failure = failureOf(study);
    if (failure !== "") return failure;
    if (found === null || found.weights !== undefined) return "";
    if (found.error !== "") return found.error;
    if (found.n_answered === null) return say(study.live ? "global.intro" : "global.unasked");
    return say("global.progress", { done: count(found.n_answered), all: count(found.n_rows) });
  }
}

/** "Ask about 1,024 training rows: 1,024 model calls, about 2 s" */
export function askText({ n_rows: n, seconds }: Global): string {
  const ask = say("global.ask", { n });
  // Less than a moment is not worth a number.
  return seconds === null || seconds < 0.1
    ? ask
    : say("global.ask_seconds", { ask, seconds: number(seconds, 1) });
}
