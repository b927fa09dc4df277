// The layers over a picture: a sheet of fills, whose opacity is the canvas's own, and above it a sheet of lines and
// covers. Each is repainted only when its own colors change.
import { type Paint, paintFills, paintLines, sameValues } from "./overlay";
import { contextOf } from "./pictures";
import type { Raster } from "./raster";

/** Return a function that writes a canvas pixel by pixel. */
function sheetOn(canvas: HTMLCanvasElement) {
  let image: ImageData | undefined;
  let known: Raster | undefined;
  return (raster: Raster, write: (pixels: Uint32Array) => void): void => {
    const context = contextOf(canvas);
    if (!image || known !== raster) image = context.createImageData(raster.width, raster.height);
    known = raster;
    write(new Uint32Array(image.data.buffer));
    context.putImageData(image, 0, 0);
  };
}

export interface Layers {
  /** Returns whether anything was painted. */
  paint(raster: Raster, paint: Paint, removed: ReadonlySet<number>): boolean;
}

export function makeLayers(fills: HTMLCanvasElement, lines: HTMLCanvasElement): Layers {
  const [below, above] = [sheetOn(fills), sheetOn(lines)];
  let painted: { raster: Raster; paint: Paint; removed: ReadonlySet<number> } | undefined;
  return {
    paint(raster, paint, removed) {
      const before = painted?.raster === raster ? painted : undefined;
      painted = { raster, paint, removed };
      const same = (name: "fills" | "covers" | "edges" | "dotted") =>
        before !== undefined && sameValues(before.paint[name], paint[name]);
      const sameFills = same("fills");
      if (!sameFills) below(raster, (pixels) => paintFills(pixels, raster, paint.fills));
      const sameLines =
        before?.paint.seams === paint.seams &&
        before.removed === removed &&
        same("covers") &&
        same("edges") &&
        same("dotted");
      if (!sameLines) {
        above(raster, (pixels) => paintLines(pixels, raster, paint));
        for (const feature of removed) cross(contextOf(lines), raster, feature);
      }
      return !(sameFills && sameLines);
    },
  };
}

/** Mark a hidden superpixel with a cross, since a plain patch may go unnoticed. */
function cross(context: CanvasRenderingContext2D, { source, factor, grain }: Raster, feature: number): void {
  const middle = source.middles[feature] ?? -1;
  if (middle < 0) return;
  const [x, y] = [middle % source.width, Math.floor(middle / source.width)].map(
    (place) => (place + 0.5) * factor,
  ) as [number, number];
  const arm = 5 * grain;
  context.lineCap = "round";
  for (const [color, thick] of [
    ["#fff", 5],
    ["#222", 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = thick * grain;
    context.beginPath();
    for (const slope of [1, -1]) {
      context.moveTo(x - arm, y - slope * arm);
      context.lineTo(x + arm, y + slope * arm);
    }
    context.stroke();
  }
}

/** Outline one superpixel with a thick dark line and a light rim. */
export function outline(context: CanvasRenderingContext2D, raster: Raster, feature: number): void {
  const { width, height, edges, starts, grain, n } = raster;
  context.clearRect(0, 0, width, height);
  if (feature < 0 || feature >= n) return;
  for (const [color, reach] of [
    ["#fff", 2 * grain],
    ["#111", grain],
  ] as const) {
    context.fillStyle = color;
    for (const i of edges.subarray(starts[feature], starts[feature + 1])) {
      context.fillRect((i % width) - reach, Math.floor(i / width) - reach, 2 * reach, 2 * reach);
    }
  }
}
