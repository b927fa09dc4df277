// How far the drawn explanation can be believed: its fit, its effective sample size, its gap at the row, and the
// doubts that the engine has about it, in plain words.
import { make, mark } from "./elements";
import { aligned, count, pair } from "./format";
import { doubtsOf, type Frame, framesOf, type Sweep } from "./frames";
import { makeReserved } from "./reserved";
import type { Subject } from "./wording";

export interface Fidelity {
  nodes: HTMLElement[];
  /** `model` is the model's answer that the sweep explains. */
  draw(sweep: Sweep, frame: Frame, model: number, sentences: readonly string[], subject: Subject): void;
}

export function makeFidelity(): Fidelity {
  const line = makeReserved("lw-fidelity");
  const doubts = makeReserved("lw-doubts", { role: "status", "aria-live": "polite" });
  let reserved: readonly unknown[] = [];
  let drawn: string | undefined;

  return {
    nodes: [line.node, doubts.node],
    draw(sweep, frame, model, sentences, subject) {
      const sources = [sweep, model, sentences, subject.one, subject.removal];
      if (sources.some((source, i) => !Object.is(source, reserved[i]))) {
        reserved = sources;
        const frames = framesOf(sweep);
        line.reserve([
          longest(
            frames.map((each) => lineOf(sweep, each, model, subject)),
            (text) => text.length,
          ),
        ]);
        // Most widths have two doubts at most; the far ends may have more, and room for those would be a hole elsewhere.
        const lists = frames.map((each) => doubtsOf(each.doubts, sentences).slice(0, 2));
        doubts.reserve(
          paragraphs(
            longest(lists, (list) => list.join(" ").length),
            "",
          ),
        );
      }
      line.write([lineOf(sweep, frame, model, subject)]);
      const found = doubtsOf(frame.doubts, sentences);
      // Written only when it differs: screen readers announce it.
      if (found.join("\n") === drawn) return;
      drawn = found.join("\n");
      mark(doubts.node, "data-doubts", String(found.length));
      doubts.write(paragraphs(found, "lw-doubt"));
    },
  };
}

function lineOf(sweep: Sweep, frame: Frame, model: number, { one, removal }: Subject): string {
  const sizes = sweep.exact
    ? `exact, whatever the seed: all ${count(sweep.rows)} ways to ${removal} were asked`
    : `effective sample size ${count(frame.ess)} of ${count(sweep.samples)}`;
  const [theirs, ours] = pair(model, frame.localPrediction);
  const score = Math.abs(frame.score) < 0.005 ? "0.00" : aligned(frame.score, 1);
  return `R² ${score} · ${sizes} · model ${theirs}, surrogate ${ours} at this ${one}`;
}

function paragraphs(doubts: readonly string[], name: string): (Node | string)[] {
  const badge = make("span", { class: "lw-badge" }, doubts.length > 0 ? "Doubtful" : "No doubts");
  return [badge, ...doubts.flatMap((text) => [" ", make("p", { class: name }, text)])];
}

function longest<T>(candidates: readonly T[], length: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (length(candidate) > length(best) ? candidate : best));
}
