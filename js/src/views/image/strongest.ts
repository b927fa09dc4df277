// The strongest superpixels as small pictures with bars, beside the image: a superpixel's number tells a reader nothing.
import type { Bar } from "../../model/frames";
import { type Other, otherOf } from "../../model/methods";
import { type StudyModel, toggleRemoved } from "../../model/study_model";
import type { Superpixels } from "../../model/superpixels";
import { contextOf, type Pictures } from "../../plot/pictures";
import { say } from "../../texts/catalogue";
import { arrange, listen, make, makePlainButton, mark, show, write } from "../../ui/elements";
import { followPointer } from "../../ui/pointing";
import { remembered } from "../../ui/remembered";
import { weight } from "../../words/format";
import { withOther } from "../../words/other";
import { isUnsure, type Measure, spreadText, weightSentence } from "../../words/wording";
import { chosen } from "./look";
import type { Sources } from "./scenes";

/** The number of listed superpixels, and the size of a small picture in CSS pixels. */
const [most, size] = [6, 40];

export interface Strongest {
  node: HTMLElement;
  /** Draw the list for a single label whose explanation is shown. */
  draw(sources: Sources): void;
}

interface Line {
  node: HTMLButtonElement;
  canvas: HTMLCanvasElement;
  fill: HTMLElement;
  ghost: HTMLElement;
  text: HTMLElement;
  spread: HTMLElement;
  drawn: Pictures | undefined;
}

export function makeStrongest(study: StudyModel, signal: AbortSignal): Strongest {
  const list = make("div", { class: "lw-thumbs" });
  const node = make(
    "div",
    { class: "lw-strongest" },
    make("h4", { class: "lw-others-title" }, say("strongest")),
    list,
  );
  const lines = new Map<number, Line>();
  const boxesOf = remembered((source: Superpixels) => {
    lines.clear();
    return boxes(source);
  });
  followPointer(list, study, signal);
  const press = ({ target }: Event) => {
    const line = target instanceof Element ? target.closest<HTMLElement>("[data-feature]") : null;
    if (line !== null) toggleRemoved(study, Number(line.dataset["feature"]));
  };
  listen(list, "click", press, signal);
  return {
    node,
    draw({ labels, sight, trying, look, raster: { source }, pictures, removed }) {
      const explained =
        labels.length === 1 && sight === "explanation" && !trying ? labels[0]?.explanation : null;
      const bars = explained ? chosen(explained.frame.bars, look) : [];
      show(node, bars.length > 0);
      if (!explained) return;
      const { measure } = explained;
      const found = boxesOf(source);
      const shown = bars.slice(0, most).map((bar) => {
        const line = lines.get(bar.feature) ?? makeLine(bar.feature);
        lines.set(bar.feature, line);
        const name = study.get("features").names[bar.feature] ?? "";
        drawLine(line, bar, name, measure, removed.has(bar.feature), otherOf(study));
        if (pictures !== null && line.drawn !== pictures) {
          line.drawn = pictures;
          crop(line.canvas, pictures.picture, source, bar.feature, found);
        }
        line.node.disabled = !study.live;
        return line.node;
      });
      arrange(list, shown);
    },
  };
}

function makeLine(feature: number): Line {
  const canvas = make("canvas", { class: "lw-thumb", "aria-hidden": "true" });
  const fill = make("span", { class: "lw-bar" });
  const ghost = make("span", { class: "lw-thumb-ghost" });
  const text = make("span", { class: "lw-weight" });
  const spread = make("span", { class: "lw-spread" });
  const track = make("span", { class: "lw-thumb-track" }, fill, ghost);
  const node = makePlainButton(
    { class: "lw-thumb-line", "data-feature": String(feature) },
    canvas,
    track,
    text,
    spread,
  );
  return { node, canvas, fill, ghost, text, spread, drawn: undefined };
}

function drawLine(
  line: Line,
  bar: Bar,
  name: string,
  measure: Measure,
  hidden: boolean,
  other?: Other,
): void {
  line.fill.style.width = `${measure.largest > 0 ? (100 * Math.abs(bar.weight)) / measure.largest : 0}%`;
  const value = other?.weights.get(bar.feature);
  show(line.ghost, value !== undefined);
  // One that points the other way has no place in a list of sizes: its outline is empty, and the mark says so.
  const size = value === undefined || value * bar.weight < 0 ? 0 : Math.abs(value);
  line.ghost.style.width = `${measure.largest > 0 ? Math.min(100, (100 * size) / measure.largest) : 0}%`;
  line.node.classList.toggle("lw-differs", other?.marked.has(bar.feature) === true);
  line.node.classList.toggle("lw-for", bar.weight > 0);
  line.node.classList.toggle("lw-against", bar.weight < 0);
  line.node.classList.toggle("lw-unsure", isUnsure(bar, measure));
  write(line.text, weight(bar.weight, measure.largest));
  write(line.spread, spreadText(bar, measure));
  mark(line.node, "aria-pressed", String(hidden));
  const own = weightSentence(bar, name, measure);
  const sentence = other === undefined ? own : withOther(own, bar.feature, other, measure.largest);
  mark(line.node, "aria-label", sentence);
  mark(line.node, "title", `${sentence}. ${say(hidden ? "strongest.show" : "strongest.hide")}`);
}

/** The first and last column and row of each superpixel. */
function boxes({ labels, width, n }: Superpixels): Int32Array {
  const found = new Int32Array(4 * n);
  for (let k = 0; k < n; k += 1) found.set([width, labels.length, -1, -1], 4 * k);
  labels.forEach((label, pixel) => {
    if (label < 0 || label >= n) return;
    const [x, y, k] = [pixel % width, Math.floor(pixel / width), 4 * label];
    found[k] = Math.min(found[k] as number, x);
    found[k + 1] = Math.min(found[k + 1] as number, y);
    found[k + 2] = Math.max(found[k + 2] as number, x);
    found[k + 3] = Math.max(found[k + 3] as number, y);
  });
  return found;
}

/** Draw a superpixel, with its surroundings in pale colors. */
function crop(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  { labels, width, height }: Superpixels,
  feature: number,
  found: Int32Array,
): void {
  const [left = 0, top = 0, right = 0, bottom = 0] = found.subarray(4 * feature, 4 * feature + 4);
  const side = Math.max(right - left, bottom - top) + 1;
  const pixels = 2 * size;
  [canvas.width, canvas.height] = [pixels, pixels];
  const [x0, y0] = [(left + right + 1 - side) / 2, (top + bottom + 1 - side) / 2];
  const context = contextOf(canvas);
  context.drawImage(picture, x0, y0, side, side, 0, 0, pixels, pixels);
  const image = context.getImageData(0, 0, pixels, pixels);
  for (let i = 0; i < pixels * pixels; i += 1) {
    const x = Math.floor(x0 + (((i % pixels) + 0.5) * side) / pixels);
    const y = Math.floor(y0 + ((Math.floor(i / pixels) + 0.5) * side) / pixels);
    const inside = x >= 0 && y >= 0 && x < width && y < height && labels[y * width + x] === feature;
    if (!inside) image.data[4 * i + 3] = (image.data[4 * i + 3] ?? 0) * 0.2;
  }
  context.putImageData(image, 0, 0);
}
