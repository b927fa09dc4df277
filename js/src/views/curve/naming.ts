// Texts over the curve: its headline, what its areas mean, the name of each line at its end, and the answers under the pointer.
import type { StudyModel } from "../../model/study_model";
import type { Dimension } from "../../plot/dimension";
import { EndLabels, makeTip } from "../../plot/labels";
import type { Plot } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { listen, make, write } from "../../ui/elements";
import { number, pair } from "../../words/format";
import { interpolate, type Slice } from "../slices/slice";
import { levelOf } from "../slices/surrogate";
import { headlineOf } from "./headline";
import type { Line } from "./lines";

export class CurveNames {
  readonly headline = make("p", { class: "lw-plot-headline" });
  readonly key = make(
    "span",
    { class: "lw-curve-key" },
    make("span", { class: "lw-curve-key-weight" }, say("slice.weight")),
    make("span", { class: "lw-curve-key-samples" }, say("slice.samples")),
  );
  readonly #study: StudyModel;
  readonly #ends: EndLabels;
  #slice: Slice | null = null;
  #current: Line | undefined;

  constructor(study: StudyModel, plot: Plot, axes: readonly [Dimension, Dimension], signal: AbortSignal) {
    this.#study = study;
    this.#ends = new EndLabels(plot);
    const tip = makeTip(plot);
    const hover = ({ clientX, clientY, buttons }: PointerEvent) => {
      const { left, bottom, width, height } = plot.surface.getBoundingClientRect();
      const [across, up] = [(clientX - left) / width, (bottom - clientY) / height];
      tip.say(buttons === 0 ? this.#textAt(axes[0].value(across)) : "", across, up);
    };
    listen(plot.surface, "pointermove", hover, signal);
    for (const event of ["pointerleave", "pointerdown"] as const)
      listen(plot.surface, event, () => tip.say("", 0, 0), signal);
  }

  draw(slice: Slice | null, lines: readonly Line[], y: Dimension): void {
    this.#slice = slice;
    this.#current = lines.find(({ compared }) => compared.current);
    const additive = this.#study.get("frames")?.additive !== false;
    const headline = headlineOf(slice, this.#study.get("outputs"), levelOf(this.#study));
    write(this.headline, additive ? headline : `${headline} ${say("slice.no_sum")}`.trim());
    const model = { key: "model", text: say("slice.model"), color: "var(--lw-fg)", pale: false };
    const values = slice?.values ?? null;
    this.#ends.draw(
      [
        ...(values === null ? [] : [{ ...model, value: values.at(-1) ?? Number.NaN }]),
        ...lines.flatMap(({ compared, y: curve }) => {
          const value = curve?.at(-1);
          if (value === undefined) return [];
          const text = say("slice.width", { width: number(compared.width, 3) });
          return [
            { key: compared.kept ? compared.width : "", text, color: compared.color, value, pale: false },
          ];
        }),
      ],
      y,
    );
  }

  /** "temp 12.3: model 0.87, surrogate 0.77" */
  #textAt(value: number): string {
    const [axis] = this.#slice?.axes ?? [];
    const values = this.#slice?.values ?? null;
    if (axis === undefined || values === null || value < axis.low || value > axis.high) return "";
    const at = `${axis.name} ${number(value, 3)}`;
    const model = interpolate(axis, values, value);
    const curve = this.#current?.y ?? null;
    if (curve === null) return say("slice.at", { at, model: number(model, 3) });
    const [modelText, surrogate] = pair(model, interpolate(axis, curve, value));
    return say("slice.at_both", { at, model: modelText, surrogate });
  }
}
