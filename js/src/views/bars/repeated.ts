// The repeats' weights as dots behind each bar, while there are repeats of the displayed explanation.

import { type Sweep, sameWidth } from "../../model/frames";
import { hasFewer, runsOf } from "../../model/repeats";
import { place } from "../../model/scale";
import { isCurrent, type StudyModel } from "../../model/study_model";
import { makeSvg, share } from "../../ui/drawing/svg";
import type { Row } from "./rows";
import type { Chart } from "./scene";

/** Where the dots are, from the upper edge of the bar's room: they show above and below the bar. */
const [height, radius] = [24, 2];

const layers = new WeakMap<HTMLElement, SVGSVGElement>();

/** Draw the dots of each row, or remove them. `sweep` tells whether the bars are contributions. */
export function drawRepeated(
  study: StudyModel,
  rows: ReadonlyMap<number, Row>,
  { span, starts }: Chart,
  sweep: Sweep,
): void {
  const repeats = study.get("repeats") ?? null;
  const runs = runsOf(repeats);
  const shown =
    repeats !== null &&
    isCurrent(study) &&
    sweep.output === repeats.output &&
    sameWidth(repeats.kernel_width, study.get("kernel_width"));
  const fewer = hasFewer(study.get("repeating") ?? null);
  const places = new Map(runs?.features.map((feature, i) => [feature, i]));
  for (const [feature, { node }] of rows) {
    const at = places.get(feature);
    const weights = shown && at !== undefined && runs !== null ? runs.weights(at).slice(1) : [];
    // A contribution is the weight times the instance's value.
    const unit = sweep.slopes === null ? 1 : (sweep.at?.[feature] ?? 1);
    const start = starts?.get(feature) ?? 0;
    drawRow(
      node,
      weights.filter(Number.isFinite).map((weight) => place(start + unit * weight, span)),
      fewer,
    );
  }
}

function drawRow(node: HTMLElement, places: readonly number[], fewer: boolean): void {
  const known = layers.get(node);
  if (places.length === 0) {
    known?.replaceChildren();
    return;
  }
  const layer = known ?? makeSvg("svg", { class: "lw-repeated", height, "aria-hidden": "true" });
  layer.classList.toggle("lw-repeated-fewer", fewer);
  if (known === undefined) {
    layers.set(node, layer);
    node.querySelector(".lw-plot")?.prepend(layer);
  }
  layer.replaceChildren(
    ...places.map((at, i) => {
      // Above and below the bar in turn, so that neighbors do not cover each other.
      const inset = radius + (i % 4 < 2 ? 0 : 1.5);
      return makeSvg("circle", { cx: share(at), cy: i % 2 === 0 ? inset : height - inset, r: radius });
    }),
  );
}
