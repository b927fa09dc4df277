// The explanation before the last change, so that a reader sees what moved: while the kernel width is dragged, and
// after the instance was changed. A pinned explanation takes its place for as long as the user wants.
import type { Bar } from "../model/frames";
import type { StudyModel } from "../model/study_model";
import type { Pinned } from "../model/wire";
import type { Force } from "./force";

/** A drag is over when the width has not changed for this long. */
const rest = 900;

/** Weights by what they are of: a column of the table, a word, a superpixel. */
export type Weights = ReadonlyMap<string, number>;

interface Drawn {
  width: number;
  instance: unknown[];
  weights: Weights;
}

export class Former {
  readonly #study: StudyModel;
  readonly #changed: () => void;
  #last: Drawn | undefined;
  #before: Weights | undefined;
  #dragging: ReturnType<typeof setTimeout> | undefined;

  constructor(study: StudyModel, signal: AbortSignal, changed: () => void) {
    this.#study = study;
    this.#changed = changed;
    signal.addEventListener("abort", () => clearTimeout(this.#dragging));
  }

  /** Return the former weights by the features of the displayed frame; undefined where nothing has changed. */
  of({ sweep, frame }: Force): ReadonlyMap<number, number> | undefined {
    const now = {
      width: frame.width,
      instance: [
        ...this.#study.get("row").map(({ text }) => text),
        this.#study.get("text"),
        this.#study.get("image"),
      ],
      weights: weightsOf(this.#study, frame.bars),
    };
    this.#note(now);
    const pinned: Pinned | null = this.#study.get("pinned") ?? null;
    const former =
      pinned === null ? this.#before : new Map(pinned.output === sweep.output ? pinned.weights : []);
    if (former === undefined || former.size === 0) return undefined;
    const found = new Map<number, number>();
    for (const { feature } of frame.bars) {
      const weight = former.get(keyOf(this.#study, feature));
      if (weight !== undefined) found.set(feature, weight);
    }
    return found;
  }

  #note(now: Drawn): void {
    const last = this.#last;
    this.#last = now;
    if (last === undefined) return;
    if (last.instance.some((each, i) => each !== now.instance[i])) {
      this.#before = last.weights;
      clearTimeout(this.#dragging);
      this.#dragging = undefined;
    } else if (last.width !== now.width) {
      if (this.#dragging === undefined) this.#before = last.weights;
      clearTimeout(this.#dragging);
      this.#dragging = setTimeout(() => {
        this.#dragging = this.#before = undefined;
        this.#changed();
      }, rest);
    }
  }
}

export function weightsOf(study: StudyModel, bars: readonly Bar[]): Map<string, number> {
  return new Map(bars.map(({ feature, weight }) => [keyOf(study, feature), weight]));
}

/** Name what a feature is of: the same for another row of the same table, or another text with the same word. */
function keyOf(study: StudyModel, feature: number): string {
  const { columns, names } = study.get("features");
  const column = columns[feature];
  return column === undefined ? (names[feature] ?? String(feature)) : `column ${column}`;
}
