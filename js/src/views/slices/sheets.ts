// The canvases of a panel of the plane: the surface, and the marks that the panel adds. Each is repainted only when
// its content changes: during a drag of the width only dot sizes and signs change.

import type { Dimension } from "../../plot/dimension";
import type { Plot } from "../../plot/plot";
import type { Sign } from "./boundary";
import type { Polygon } from "./halves";
import { type Places, paintDots, paintHalves, paintSigns, type Shades } from "./marks";
import type { Panel } from "./panels";
import { drawSurface, type Surface, stepsOf } from "./surface";

export interface Scene {
  surface: Surface | null;
  /** The samples' values on the first axis, then on the second, the instance first. */
  points: Float32Array;
  /** The model's answers for the samples; null where the browser lacks them. */
  answers: Float32Array | null;
  /** Radii of the samples: all equal, and by weight. */
  even: Float32Array;
  weighed: Float32Array;
  signs: readonly Sign[];
  /** Where the surrogate is at or above the level, and the colors of both sides. */
  above: readonly Polygon[];
  sides: readonly [string, string];
}

const none = new Float32Array(0);

export const emptyScene: Scene = {
  surface: null,
  points: none,
  answers: null,
  even: none,
  weighed: none,
  signs: [],
  above: [],
  sides: ["", ""],
};

export interface Sheets {
  paint(scene: Scene): void;
}

export function makeSheets(panel: Panel, plot: Plot, [x, y]: readonly [Dimension, Dimension]): Sheets {
  let scene = emptyScene;
  let painted: readonly unknown[] = [];
  const layer = (paint: (brush: CanvasRenderingContext2D, places: Places, height: number) => void) =>
    plot.layer((brush, { width, height }) => {
      const places = {
        x: (value: number) => x.share(value) * width,
        y: (value: number) => (1 - y.share(value)) * height,
      };
      paint(brush, places, height);
    });
  const ground = layer(
    (brush, places) => scene.surface !== null && drawSurface(brush, scene.surface, places),
  );
  const top = layer((brush, places, height) => {
    const { points, even, weighed } = scene;
    if (panel === "B") paintDots(brush, points, even, places, shadesIn(scene));
    if (panel === "C") paintDots(brush, points, weighed, places, shadesIn(scene));
    if (panel === "D") paintSides(brush, scene, places, height);
  });
  return {
    paint(next) {
      scene = next;
      const { surface, points, answers, weighed, signs, sides } = next;
      const added = { A: [], B: [points, answers], C: [points, answers, weighed], D: [signs, sides] }[panel];
      const [before, ...rest] = painted;
      painted = [surface, ...added];
      const same = before === surface && rest.length === added.length;
      if (before !== surface) ground();
      if (!same || added.some((each, k) => each !== rest[k])) top();
    },
  };
}

/** Return the colors of the samples: the surface's colors for the model's answers. */
function shadesIn({ surface, answers }: Scene): Shades | null {
  if (surface === null || answers === null) return null;
  const { low, high, theme } = surface;
  return { steps: stepsOf(answers, low, high), theme };
}

/** Paint the surrogate's sides and signs, the signs with contrast to the surface below them. */
function paintSides(
  brush: CanvasRenderingContext2D,
  { surface, signs, above, sides }: Scene,
  places: Places,
  height: number,
): void {
  if (surface === null) return;
  if (signs.length > 0) paintHalves(brush, above, surface.slice.axes, sides, places);
  const { steps, slice, theme } = surface;
  const up = slice.axes[1]?.values.length ?? 0;
  const shade = ({ i, j }: Sign) => steps[i * up + j] ?? 0;
  paintSigns(brush, signs, shade, places, theme, Math.max(2, Math.min(4, height / 90)));
}

/** Read the colors of the two sides: those of the bars. */
export function sidesOf(root: HTMLElement): [string, string] {
  const style = getComputedStyle(root);
  return [style.getPropertyValue("--lw-for"), style.getPropertyValue("--lw-against")];
}
