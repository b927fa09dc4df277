// How far to trust the displayed explanation: its fit, effective sample size, gap to the model at the row, and the
// grade with its reasons.

import { type Frame, framesOf, type Sweep } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import type { Reason } from "../../model/wire";
import { make, makePlainButton, mark } from "../../ui/elements";
import { count, number, pair, percent, score } from "../../ui/format";
import { makeReserved } from "../../ui/reserved";
import { fitText, type Subject } from "../../ui/wording";

export interface Fidelity {
  nodes: HTMLElement[];
  /** `model` is the model's prediction that the sweep explains. */
  draw(sweep: Sweep, frame: Frame, model: number, subject: Subject): void;
}

const grades = ["good", "fair", "poor"];

export function makeFidelity(study: StudyModel, signal: AbortSignal): Fidelity {
  const line = makeReserved("lw-fidelity");
  const doubts = makeReserved("lw-doubts", { role: "status", "aria-live": "polite" });
  let reserved: readonly unknown[] = [];
  let drawn: string | undefined;

  doubts.shown.addEventListener(
    "click",
    ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("[data-advice]") : null;
      const { parameter, value } = JSON.parse(button?.dataset["advice"] ?? "{}");
      if (parameter !== undefined) study.set(parameter, value);
    },
    { signal },
  );

  return {
    nodes: [line.node, doubts.node],
    draw(sweep, frame, model, subject) {
      const sources = [sweep, model, subject.one];
      if (sources.some((source, i) => !Object.is(source, reserved[i]))) {
        reserved = sources;
        const frames = framesOf(sweep);
        line.reserve([
          longest(
            frames.map((each) => lineOf(sweep, each, model, subject)),
            (text) => text.length,
          ),
        ]);
        // Most widths have at most two reasons. Reserving room for more would leave a hole at all other widths.
        const lists = frames.map((each) => ({ each, told: said(each, model).slice(0, 2) }));
        const { each, told } = longest(lists, (list) => list.told.map(({ text }) => text).join(" ").length);
        doubts.reserve(paragraphs(each.grade, told, study, "span"));
      }
      line.write([lineOf(sweep, frame, model, subject)]);
      const told = said(frame, model);
      // Write only changes, because screen readers announce each write.
      const now = JSON.stringify([frame.grade, told, study.live]);
      if (now === drawn) return;
      drawn = now;
      mark(doubts.node, "data-doubts", String(told.length));
      mark(doubts.node, "data-grade", grades[frame.grade] ?? null);
      doubts.write(paragraphs(frame.grade, told, study, "button"));
    },
  };
}

function lineOf(sweep: Sweep, frame: Frame, model: number, { one }: Subject): string {
  const size = count(frame.ess);
  const [modelText, surrogateText] = pair(model, frame.localPrediction);
  const fit = fitText(sweep, frame);
  const sizes = sweep.exact
    ? `Exact: the model was asked about all ${count(sweep.rows)} variants · ${fit}`
    : `${fit} · effective sample size ${size} of ${count(sweep.samples)} (counts like ${size} samples)`;
  return `${sizes} · model ${modelText}, surrogate ${surrogateText} for this ${one}`;
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

function paragraphs(
  grade: number,
  told: readonly Said[],
  study: StudyModel,
  kind: "button" | "span",
): Node[] {
  const name = grades[grade] ?? "";
  const badge = make("span", { class: "lw-badge" }, name.charAt(0).toUpperCase() + name.slice(1));
  return [
    badge,
    ...told.flatMap(({ text, reason }) => [
      document.createTextNode(" "),
      make("p", { class: kind === "button" ? "lw-doubt" : "" }, text, ...button(reason, study, kind)),
    ]),
  ];
}

/** Return the button that does what a reason advises, where the study has its parameter. */
function button({ label, parameter, value }: Reason, study: StudyModel, kind: "button" | "span"): Node[] {
  const control = study.get("controls").find(({ name }) => name === parameter);
  // There are no more samples than the user supplied.
  const offered = control !== undefined && !(Number(value) > (control.max ?? Number.POSITIVE_INFINITY));
  if (label === undefined || parameter === undefined || !(offered && study.allows(parameter))) return [];
  if (kind === "span") return [document.createTextNode(" "), make("span", { class: "lw-advice" }, label)];
  const advice = JSON.stringify({ parameter, value });
  return [
    document.createTextNode(" "),
    makePlainButton({ class: "lw-advice", "data-advice": advice }, label),
  ];
}

function longest<T>(candidates: readonly T[], length: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (length(candidate) > length(best) ? candidate : best));
}
