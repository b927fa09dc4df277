// Dragging the kernel width: a line in all figures that moves along the sweep's grid, as the slider does. In the
// figure of R², the pointer grabs the target's line when it is near.
import { decode } from "../../model/codec";
import { positionOf, withStep } from "../../model/steps";
import type { Dimension } from "../../plot/dimension";
import { drag, type Handle, makeHandle } from "../../plot/dragging";
import type { PlottedStage } from "../../plot/plot";
import { listen } from "../../ui/elements";
import type { Target } from "./target";
import type { Widths } from "./widths";

export const figures = ["weights", "score", "ess", "gap"] as const;
export type FigureName = (typeof figures)[number];
export type Heights = Readonly<Record<FigureName, Dimension>>;

/** Within this distance in pixels, the pointer grabs the target's line and not the width's. */
const grip = 9;
/** The pointer highlights a curve within this distance, in pixels. */
const reach = 14;

export interface Steering {
  /** The widths along which it moves. */
  steps(): number[];
  handle: Handle;
  /** The handle of the target. */
  aim: Handle;
}

/** `seen` returns the displayed curves. The curve under the pointer is highlighted in every view. */
export function makeSteering(
  { study, signal, plot }: PlottedStage,
  { x, y, target }: { x: Dimension; y: Heights; target: Target },
  seen: () => { drawn: Widths | undefined; shown: readonly number[] },
): Steering {
  const steps = () => {
    const grid = study.get("grid");
    const values =
      grid === null || grid === undefined ? [...(seen().drawn?.widths ?? [])] : [...decode(grid, "f8")];
    return withStep(values, study.get("kernel_width"));
  };
  const setWidth = (width: number | undefined) => {
    if (width === undefined) return;
    // A width set by hand turns the target off.
    if (width !== study.get("kernel_width")) study.set("target_score", null);
    study.set("kernel_width", width);
  };
  const widthAt = (share: number) => {
    const values = steps();
    return values[positionOf(values, x.value(Math.min(1, Math.max(0, share))))];
  };
  const handle = makeHandle("width", "Kernel width", signal, {
    step(dx, dy) {
      const values = steps();
      const to = positionOf(values, study.get("kernel_width")) + dx + dy;
      setWidth(values[Math.min(values.length - 1, Math.max(0, to))]);
    },
    edge: (which) => setWidth(steps().at(which < 0 ? 0 : -1)),
  });
  const aim = makeHandle("target", "Target R²", signal, {
    step: (dx, dy) => target.set((target.score ?? 0) + 0.01 * (dx + dy)),
    edge: (which) => target.set(which < 0 ? 0 : 1),
    clear: () => study.set("target_score", null),
  });
  plot("weights").surface.append(handle.node);
  plot("score").surface.append(aim.node);

  for (const name of figures) {
    const { surface } = plot(name);
    let aiming = false;
    let before = { width: 0, score: study.get("target_score") ?? null };
    const overTarget = (share: number) => {
      const height = plot(name).area?.height ?? 0;
      const { score } = target;
      return (
        name === "score" && score !== undefined && Math.abs(share - y.score.share(score)) * height <= grip
      );
    };
    drag(surface, signal, {
      down(at) {
        aiming = overTarget(at.y) && study.allows("target_score");
        before = { width: study.get("kernel_width"), score: study.get("target_score") ?? null };
        (aiming ? aim : handle).node.focus({ preventScroll: true });
        return true;
      },
      move: (at) => (aiming ? target.set(y.score.value(at.y)) : setWidth(widthAt(at.x))),
      up(at, moved) {
        if (!moved && !aiming) setWidth(widthAt(at.x));
      },
      // A touch that turns into scrolling changes nothing.
      cancel() {
        study.set("kernel_width", before.width);
        study.set("target_score", before.score);
      },
    });
    listen(surface, "dblclick", () => setWidth(study.get("default_kernel_width")), signal);
    listen(
      surface,
      "pointermove",
      ({ clientX, clientY, buttons }) => {
        if (buttons !== 0) return;
        const { left, bottom, width, height } = surface.getBoundingClientRect();
        const [across, up] = [(clientX - left) / width, (bottom - clientY) / height];
        surface.classList.toggle("lw-aiming", overTarget(up));
        if (name === "weights") study.set("highlight", curveAt(across, up, height));
      },
      signal,
    );
    if (name === "weights") listen(surface, "pointerleave", () => study.set("highlight", -1), signal);
  }

  /** Return the feature whose curve is nearest, above or below; −1 for none within reach. */
  const curveAt = (across: number, up: number, height: number) => {
    const { drawn, shown } = seen();
    if (drawn === undefined) return -1;
    const at = positionOf([...drawn.widths], x.value(across));
    let [nearest, least] = [-1, reach / height];
    for (const feature of shown) {
      const away = Math.abs(y.weights.share(drawn.coef.get(feature)?.[at] ?? Number.NaN) - up);
      if (away < least) [nearest, least] = [feature, away];
    }
    return nearest;
  };

  return { steps, handle, aim };
}
