// The displayed panels as one PNG file at the picture's own resolution.
import { makeLayers } from "../../plot/layers";
import { contextOf, drawPicture, drawWhole, makeCanvas } from "../../plot/pictures";
import { factorFor, type Raster, rasterOf } from "../../plot/raster";
import { say } from "../../texts/catalogue";
import { makeButton, write } from "../../ui/elements";
import type { Scene } from "./panel";

/** A small picture is enlarged to this width, so that its lines are thin. */
const least = 400;
const [gap, head] = [16, 30];

/** Draw one panel on its own canvas. */
export function drawScene(scene: Scene, raster: Raster): HTMLCanvasElement {
  const { width, height } = raster;
  const [canvas, fills, lines] = [0, 1, 2].map(() => makeCanvas(width, height)) as [
    HTMLCanvasElement,
    HTMLCanvasElement,
    HTMLCanvasElement,
  ];
  if (scene.pictures !== null) {
    if (scene.hidden) drawWhole(canvas, scene.pictures.filled, raster);
    else drawPicture(canvas, scene.pictures, raster, scene.removed);
  }
  makeLayers(fills, lines).paint(raster, scene.paint, scene.removed);
  const context = contextOf(canvas);
  if (scene.gray) inGray(context, width, height);
  context.globalAlpha = scene.opacity;
  context.drawImage(fills, 0, 0);
  context.globalAlpha = 1;
  context.drawImage(lines, 0, 0);
  return canvas;
}

/** Turn a canvas gray. Its own filter would not reach earlier drawings, and not every browser has one. */
function inGray(context: CanvasRenderingContext2D, width: number, height: number): void {
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  for (let i = 0; i < data.length; i += 4) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    const gray = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    [data[i], data[i + 1], data[i + 2]] = [gray, gray, gray];
  }
  context.putImageData(image, 0, 0);
}

/** Draw all panels in a row, each below its title. */
export function compose(scenes: readonly Scene[]): HTMLCanvasElement {
  const [scene] = scenes;
  if (scene === undefined) throw new Error(say("fault.nothing_to_save"));
  const { source } = scene.raster;
  const { width, height } = source;
  const size = { most: Math.max(width * height, 1 << 20), least };
  const raster = rasterOf(source, factorFor(width, height, size));
  const drawn = scenes.map((each) => drawScene(each, raster));
  if (scenes.length === 1 && drawn[0]) return drawn[0];
  const whole = makeCanvas(drawn.length * (raster.width + gap) - gap, raster.height + head);
  const context = contextOf(whole);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, whole.width, whole.height);
  context.fillStyle = "#1c1c1e";
  context.font = "16px system-ui, sans-serif";
  context.textBaseline = "middle";
  drawn.forEach((canvas, k) => {
    const left = k * (raster.width + gap);
    context.fillText(scenes[k]?.title ?? "", left, head / 2, raster.width);
    context.drawImage(canvas, left, head);
  });
  return whole;
}

/** Offer the picture as a download. */
function save(scenes: readonly Scene[], name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    compose(scenes).toBlob((blob) => {
      if (blob === null) return reject(new Error(say("fault.not_saved")));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      resolve();
    }, "image/png");
  });
}

/** Create the button that saves the displayed scenes; `note` says why that is not possible. */
export function makeSaving(
  scenes: () => readonly Scene[],
  note: HTMLElement,
  signal: AbortSignal,
): HTMLButtonElement {
  return makeButton("save", say("save"), say("save.help"), signal, () => {
    save(scenes(), "explanation.png").catch((error) => write(note, String(error)));
  });
}
