// How far to trust the displayed explanation: its fit, effective sample size, gap to the model at the row, and the
// engine's warnings.

import { type Frame, framesOf, type Sweep } from "../../model/frames";
import type { State } from "../../model/wire";
import { make, mark } from "../../ui/elements";
import { aligned, count, pair } from "../../ui/format";
import { makeReserved } from "../../ui/reserved";
import type { Subject } from "../../ui/wording";

export interface Fidelity {
  nodes: HTMLElement[];
  /** `model` is the model's prediction that the sweep explains. */
  draw(sweep: Sweep, frame: Frame, model: number, sentences: State["doubts"], subject: Subject): void;
}

export function makeFidelity(): Fidelity {
  const line = makeReserved("lw-fidelity");
  const doubts = makeReserved("lw-doubts", { role: "status", "aria-live": "polite" });
  let reserved: readonly unknown[] = [];
  let drawn: string | undefined;

  return {
    nodes: [line.node, doubts.node],
    draw(sweep, frame, model, sentences, subject) {
      const sources = [sweep, model, sentences, subject.one];
      if (sources.some((source, i) => !Object.is(source, reserved[i]))) {
        reserved = sources;
        const frames = framesOf(sweep);
        line.reserve([
          longest(
            frames.map((each) => lineOf(sweep, each, model, subject)),
            (text) => text.length,
          ),
        ]);
        // Most widths have at most two warnings. Reserving room for more would leave a hole at all other widths.
        const lists = frames.map((each) => sentencesOf(each, sentences).slice(0, 2));
        doubts.reserve(
          paragraphs(
            longest(lists, (list) => list.join(" ").length),
            "",
          ),
        );
      }
      line.write([lineOf(sweep, frame, model, subject)]);
      const found = sentencesOf(frame, sentences);
      // Write only changes, because screen readers announce each write.
      if (found.join("\n") === drawn) return;
      drawn = found.join("\n");
      mark(doubts.node, "data-doubts", String(found.length));
      doubts.write(paragraphs(found, "lw-doubt"));
    },
  };
}

function lineOf(sweep: Sweep, frame: Frame, model: number, { one }: Subject): string {
  const size = count(frame.ess);
  const [modelText, surrogateText] = pair(model, frame.localPrediction);
  const score = Math.abs(frame.score) < 0.005 ? "0.00" : aligned(frame.score, 1);
  const fit = `R² ${score}`;
  const sizes = sweep.exact
    ? `Exact: the model was asked about all ${count(sweep.rows)} variants · ${fit}`
    : `${fit} · effective sample size ${size} of ${count(sweep.samples)} (counts like ${size} samples)`;
  return `${sizes} · model ${modelText}, surrogate ${surrogateText} for this ${one}`;
}

function sentencesOf({ doubts }: Frame, sentences: State["doubts"]): string[] {
  return doubts.flatMap((name) => sentences[name] ?? []);
}

function paragraphs(doubts: readonly string[], name: string): (Node | string)[] {
  const badge = make("span", { class: "lw-badge" }, ["No warnings", "Warning"][doubts.length] ?? "Warnings");
  return [badge, ...doubts.flatMap((text) => [" ", make("p", { class: name }, text)])];
}

function longest<T>(candidates: readonly T[], length: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (length(candidate) > length(best) ? candidate : best));
}
