// One sentence that says why the surrogate answers so, and what flips the model's class. The kernel writes both.
import type { Frame } from "../../model/frames";
import { isCurrent, type StudyModel } from "../../model/study_model";
import type { Flips } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { number, probability } from "../../words/format";

export interface Why {
  /** The sentences. */
  node: HTMLElement;
  /** What the search for flips took, with buttons that make the changes. */
  flips: HTMLElement;
  draw(frame: Frame | null): void;
}

export function makeWhy(study: StudyModel, signal: AbortSignal): Why {
  const moved = make("strong", { class: "lw-moved" });
  const answers = new Answers(study);
  const reason = make("span", { class: "lw-reason" });
  const flip = make("span", { class: "lw-flip", title: say("flips.title") });
  const node = make("p", { class: "lw-why" }, moved, reason, " ", flip);
  const counted = make("span", { class: "lw-flip-calls" });
  const attempt = makeButton("try_flip", say("flips.try"), say("flips.try_help"), signal, () => apply(study));
  const find = makeButton("find_flips", say("flips.find"), say("flips.find_help"), signal, () =>
    study.send({ type: "find_flips" }),
  );
  const whole = make("p", { class: "lw-flip-whole" });
  const flips = make("div", { class: "lw-flips" }, whole, counted, " ", attempt, find);
  return {
    node,
    flips,
    draw(frame) {
      const found = study.get("flips") ?? null;
      const sentence = found?.sentence ?? "";
      const change = answers.change();
      write(moved, change === "" ? "" : `${change} `);
      write(reason, frame?.why ?? "");
      write(flip, sentence);
      mark(node, "title", `${reason.textContent} ${sentence}`.trim());
      write(whole, node.title);
      show(counted, found !== null && found.n_tried > 0);
      write(counted, say("flips.calls", { n: found?.n_calls ?? 0, tried: found?.n_tried ?? 0 }));
      show(attempt, study.live && first(found) !== undefined);
      show(find, study.live && found?.offered === true);
    },
  };
}

/** The model's answers before and after the instance was changed. */
class Answers {
  readonly #study: StudyModel;
  #last: { instance: unknown[]; output: number; value: number } | undefined;
  #before: number | undefined;

  constructor(study: StudyModel) {
    this.#study = study;
  }

  /** "below: 0.99 → 0.68", or nothing before the first change of the instance. */
  change(): string {
    const study = this.#study;
    const output = study.get("output");
    const { names, kind } = study.get("outputs");
    const value = study.get("prediction").values[output] ?? Number.NaN;
    const instance = [...study.get("row").map(({ text }) => text), study.get("text"), study.get("image")];
    const last = this.#last;
    if (last !== undefined && last.output !== output) this.#before = undefined;
    else if (last?.instance.some((each, i) => each !== instance[i])) this.#before = last.value;
    this.#last = { instance, output, value };
    if (this.#before === undefined || this.#before === value) return "";
    const text = kind === "probability" ? probability : (each: number) => number(each, 4);
    const values = { before: text(this.#before), after: text(value) };
    return names.length > 1
      ? say("answer.moved_of", { output: names[output] ?? "", ...values })
      : say("answer.moved", values);
  }
}

function first(flips: Flips | null): number[] | { column: string; text: string } | undefined {
  return flips?.removals[0] ?? flips?.edits[0];
}

/** Make the smallest change that flips the class. */
function apply(study: StudyModel): void {
  const change = first(study.get("flips") ?? null);
  if (change === undefined) return;
  if (!Array.isArray(change)) {
    study.send({ type: "edit", column: change.column, value: change.text });
    return;
  }
  if (isCurrent(study)) study.set("removed", change);
}
