// The curve under the pointer: it is highlighted in every view, and its value there is said beside the pointer.
import { positionOf } from "../../model/steps";
import { makeTip, type Tip } from "../../plot/labels";
import type { PlottedStage } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { listen } from "../../ui/elements";
import { number, weight } from "../../words/format";
import type { WidthAxes } from "./axes";
import { largestOf, type Widths } from "./widths";

/** The displayed curves. */
export interface Seen {
  drawn: Widths | undefined;
  shown: readonly number[];
}

/** The pointer highlights a curve within this distance, in pixels. */
const reach = 14;

/** Follow the pointer over the figure of the weights. */
export function followCurves(stage: PlottedStage, axes: Pick<WidthAxes, "x" | "y">, seen: () => Seen): void {
  const { study, signal, plot } = stage;
  const { surface } = plot("weights");
  const tip = makeTip(plot("weights"));
  const hover = ({ clientX, clientY, buttons }: PointerEvent) => {
    if (buttons !== 0) return;
    const { left, bottom, width, height } = surface.getBoundingClientRect();
    const [across, up] = [(clientX - left) / width, (bottom - clientY) / height];
    const { drawn, shown } = seen();
    if (drawn === undefined) return;
    const at = positionOf([...drawn.widths], axes.x.value(across));
    let [nearest, least] = [-1, reach / height];
    for (const feature of shown) {
      const away = Math.abs(axes.y.weights.share(drawn.coef.get(feature)?.[at] ?? Number.NaN) - up);
      if (away < least) [nearest, least] = [feature, away];
    }
    study.set("highlight", nearest);
    sayAt(tip, drawn, nearest, at, study.get("features").names[nearest] ?? "", [across, up]);
  };
  listen(surface, "pointermove", hover, signal);
  const leave = () => {
    study.set("highlight", -1);
    tip.say("", 0, 0);
  };
  listen(surface, "pointerleave", leave, signal);
  listen(surface, "pointerdown", () => tip.say("", 0, 0), signal);
}

/** Say a curve's value at one width; nothing where there is none. */
function sayAt(
  tip: Tip,
  { widths, coef, ranked, wild }: Widths,
  feature: number,
  at: number,
  name: string,
  [across, up]: readonly [number, number],
): void {
  const value = coef.get(feature)?.[at] ?? Number.NaN;
  const largest = Math.max(...ranked.map((each) => largestOf(coef.get(each) ?? new Float64Array(0), wild)));
  const values = { name, value: weight(value, largest), width: number(widths[at] ?? Number.NaN, 3) };
  tip.say(Number.isFinite(value) ? say("curve.at", values) : "", across, up);
}
