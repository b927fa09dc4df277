// The picture, and the picture with every superpixel hidden, as decoded by the browser.

import type { Bytes, Image } from "../model/wire";
import { say } from "../texts/catalogue";
import { keepOnly } from "./overlay";
import type { Raster } from "./raster";

export interface Pictures {
  picture: ImageBitmap;
  filled: ImageBitmap;
}

export async function picturesOf({ picture, filled }: Image): Promise<Pictures> {
  const [first, second] = await Promise.all([bitmapOf(picture), bitmapOf(filled)]);
  return { picture: first, filled: second };
}

function bitmapOf({ mime, data }: Bytes): Promise<ImageBitmap> {
  // The model received the numbers in the file, so no color profile may change them.
  const blob = new Blob([data as BlobPart], { type: mime });
  return createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // A canvas that is painted pixel by pixel stays in main memory.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error(say("fault.canvas"));
  return context;
}

export function makeCanvas(width: number, height: number, name = ""): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height, canvas.className] = [width, height, name];
  return canvas;
}

/** Draw the picture as the model receives it: hidden superpixels show the pixels of the filled picture. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  { picture, filled }: Pictures,
  raster: Raster,
  removed: ReadonlySet<number>,
): void {
  const { width, height } = raster;
  drawWhole(canvas, picture, raster);
  if (removed.size === 0) return;
  const patch = makeCanvas(width, height);
  drawWhole(patch, filled, raster);
  const context = contextOf(patch);
  const pixels = context.getImageData(0, 0, width, height);
  keepOnly(new Uint32Array(pixels.data.buffer), raster, removed);
  context.putImageData(pixels, 0, 0);
  contextOf(canvas).drawImage(patch, 0, 0);
}

export function drawWhole(canvas: HTMLCanvasElement, bitmap: ImageBitmap, { width, height, factor }: Raster) {
  const context = contextOf(canvas);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = factor < 1;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
}
