// One sentence that says why the surrogate answers so, and what flips the model's class. The kernel writes both.
import type { Frame } from "../../model/frames";
import { isCurrent, type StudyModel } from "../../model/study_model";
import type { Flips } from "../../model/wire";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { say } from "../../words/catalogue";

export interface Why {
  /** The sentences. */
  node: HTMLElement;
  /** What the search for flips took, with buttons that make the changes. */
  flips: HTMLElement;
  draw(frame: Frame | null): void;
}

export function makeWhy(study: StudyModel, signal: AbortSignal): Why {
  const reason = make("span", { class: "lw-reason" });
  const flip = make("span", { class: "lw-flip", title: say("flips.title") });
  const node = make("p", { class: "lw-why" }, reason, " ", flip);
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
