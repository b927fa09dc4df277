// The samples below the curve: a stroke for each, the darker the more it weighs.
import type { Dimension } from "../../plot/dimension";
import type { Area } from "../../plot/plot";
import type { Rug } from "./scene";

const rugHeight = 9;

export function paintRug(
  brush: CanvasRenderingContext2D,
  { width, height }: Area,
  { values, weights }: Rug,
  x: Dimension,
  ink: string,
): void {
  // Many samples draw overlapping strokes.
  const strength = Math.min(0.8, 400 / values.length);
  brush.fillStyle = ink;
  for (let k = 0; k < values.length; k += 1) {
    const share = x.share(values[k] ?? Number.NaN);
    if (!(share >= 0 && share <= 1)) continue;
    brush.globalAlpha = strength * (0.15 + 0.85 * Math.min(1, weights[k] ?? 1));
    brush.fillRect(share * width - 0.5, height - rugHeight, 1, rugHeight);
  }
  brush.globalAlpha = 1;
}
