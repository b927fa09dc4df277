// How far to trust the displayed explanation: its grade, one line of doubt, and on request all reasons with what would
// help. The line never changes its height, because it stands above the slider that changes it.

import type { Frame, Sweep } from "../../model/frames";
import { isShapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import type { Reason } from "../../model/wire";
import { say, type TextId } from "../../texts/catalogue";
import { make, makePlainButton, mark, write } from "../../ui/elements";
import { count, number, pair, percent, score } from "../../words/format";
import { fitText, type Subject } from "../../words/wording";

export interface Fidelity {
  /** The grade, for the headline. */
  grade: HTMLElement;
  /** One line. */
  line: HTMLElement;
  /** All that can be said. */
  whole: HTMLElement[];
  /** `model` is the model's prediction that the sweep explains. */
  draw(sweep: Sweep, frame: Frame, model: number, subject: Subject): void;
}

const grades = ["good", "fair", "poor"] as const;

export function makeFidelity(study: StudyModel, signal: AbortSignal): Fidelity {
  const badge = make("span", { class: "lw-badge" });
  const fit = make("span", { class: "lw-fit" });
  const grade = make("span", { class: "lw-grade" }, badge, " ", fit);
  const line = make("span", { class: "lw-doubt-line" });
  const fidelity = make("p", { class: "lw-fidelity" });
  const doubts = make("div", { class: "lw-doubts", role: "status", "aria-live": "polite" });
  let drawn: string | undefined;

  doubts.addEventListener(
    "click",
    ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("[data-advice]") : null;
      const { parameter, value } = JSON.parse(button?.dataset["advice"] ?? "{}");
      // Local samples are drawn at the present width, which only the kernel knows how to compare.
      if (parameter === "sampling") study.send({ type: "sample_here" });
      else if (parameter !== undefined) study.set(parameter, value);
    },
    { signal },
  );

  return {
    grade,
    line,
    whole: [fidelity, doubts],
    draw(sweep, frame, model, subject) {
      const text = isShapley(study) ? sharesOf(sweep, frame, model) : lineOf(sweep, frame, model, subject);
      write(fidelity, text);
      const name = grades[frame.grade] ?? "fair";
      write(badge, say(`grade.${name}` as TextId));
      write(fit, say("grade.fit", { score: score(sweep.exact ? frame.score : frame.looScore) }));
      const told = said(frame, model);
      mark(grade, "title", [text, ...countedToo(sweep, frame, told)].join("\n"));
      const shown = told[0]?.text ?? text;
      write(line, shown);
      mark(line, "title", shown);
      // Write only changes, because screen readers announce each write.
      const now = JSON.stringify([frame.grade, told, study.live]);
      if (now === drawn) return;
      drawn = now;
      for (const node of [grade, doubts]) mark(node, "data-grade", name);
      mark(doubts, "data-doubts", String(told.length));
      doubts.replaceChildren(...told.map(({ text: each, reason }) => paragraph(each, reason, study)));
    },
  };
}

function lineOf(sweep: Sweep, frame: Frame, model: number, { one }: Subject): string {
  const [modelText, surrogateText] = pair(model, frame.localPrediction);
  const values = {
    fit: fitText(sweep, frame),
    size: count(frame.ess),
    samples: count(sweep.samples),
    rows: count(sweep.rows),
    model: modelText,
    surrogate: surrogateText,
    one,
  };
  return say(sweep.exact ? "trust.whole_exact" : "trust.whole", values);
}

/** Return what the grade counts beside the R² that stands at it, so that the two do not seem to contradict. */
function countedToo(sweep: Sweep, frame: Frame, told: readonly Said[]): string[] {
  const shown = score(sweep.exact ? frame.score : frame.looScore);
  const fidelity = score(frame.fidelity);
  const bins = Number.isFinite(frame.fidelity) && fidelity !== shown ? [say("grade.bins", { fidelity })] : [];
  // A low R² is its own reason.
  const other = told.find((_, i) => !["low_score", "middling"].includes(frame.doubts[i] ?? ""));
  return other === undefined ? bins : [...bins, say("grade.because", { reason: other.text })];
}

/** Shapley values hold at the instance, whatever R² is. */
function sharesOf(sweep: Sweep, frame: Frame, model: number): string {
  const [baseText, modelText] = pair(frame.intercept, model);
  const values = {
    fit: fitText(sweep, frame),
    size: count(frame.ess),
    samples: count(sweep.samples),
    rows: count(sweep.rows),
    base: baseText,
    model: modelText,
  };
  return say(sweep.exact ? "trust.shapley_exact" : "trust.shapley", values);
}

interface Said {
  text: string;
  reason: Reason;
}

/** Return the reasons with the frame's own numbers in their sentences. */
function said(frame: Frame, model: number): Said[] {
  const numbers: Readonly<Record<string, string>> = {
    score: score(frame.looScore),
    fidelity: score(frame.fidelity),
    samples: count(frame.ess),
    taken: frame.shrinkage > 0.995 ? "all" : percent(frame.shrinkage),
    surrogate: number(frame.localPrediction),
    model: number(model),
  };
  return frame.reasons.map((reason) => ({
    reason,
    text: reason.sentence.replace(/\{(\w+)\}/g, (whole, name: string) => numbers[name] ?? whole),
  }));
}

/** Return a reason, with the button that does what it advises where the study has its parameter. */
function paragraph(text: string, { label, parameter, value }: Reason, study: StudyModel): HTMLElement {
  const node = make("p", { class: "lw-doubt" }, text);
  const control = study.get("controls").find(({ name }) => name === parameter);
  // There are no more samples than the user supplied.
  const offered = control !== undefined && !(Number(value) > (control.max ?? Number.POSITIVE_INFINITY));
  if (label === undefined || parameter === undefined || !(offered && study.allows(parameter))) return node;
  const advice = JSON.stringify({ parameter, value });
  node.append(" ", makePlainButton({ class: "lw-advice", "data-advice": advice }, label));
  return node;
}
