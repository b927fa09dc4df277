// The gaps between the top features and the others, in standard errors, against the number of samples.

import { decode } from "../../model/codec";
import type { StudyModel } from "../../model/study_model";
import type { Settlement } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { giveColors, seriesColor } from "../../ui/drawing/series";
import { makeSvg, share } from "../../ui/drawing/svg";
import { make, mark } from "../../ui/elements";
import { count, number } from "../../words/format";
import { type GapLine, gapLines } from "./scene";

export interface Gaps {
  node: HTMLElement;
  draw(settlement: Settlement): void;
}

const [height, above, below] = [150, 10, 6];

/** `colors` are shared with the other pictures of the view. */
export function makeGaps(study: StudyModel, colors: Map<number, number>): Gaps {
  const picture = makeSvg("svg", { class: "lw-gap-picture", height, role: "img" });
  const ticks = make("div", { class: "lw-gap-ticks", "aria-hidden": "true" });
  const levels = make("div", { class: "lw-gap-levels", "aria-hidden": "true" });
  const list = make("ul", { class: "lw-gap-list" });
  const chart = make(
    "div",
    { class: "lw-gap-chart" },
    levels,
    make("div", { class: "lw-gap-plot" }, picture, ticks),
  );

  return {
    node: make("div", { class: "lw-gaps" }, chart, list),
    draw(settlement) {
      const { samples, threshold } = settlement;
      const { lines, top } = gapLines(
        settlement,
        decode(settlement.features, "i4"),
        decode(settlement.rivals, "i4"),
        decode(settlement.z, "f4"),
      );
      giveColors(
        lines.map(({ feature }) => feature),
        colors,
      );
      const nameOf = (feature: number) => {
        const name =
          study.get("features").names[feature] ?? say("feature.unnamed", { feature: String(feature) });
        // "to" would read as a word of the sentence.
        return (study.get("text") ?? null) === null ? name : say("settling.word", { name });
      };
      const y = (z: number) => height - below - ((height - above - below) * z) / top;
      const x = placesOf(samples);
      mark(picture, "aria-label", say("settling.chart"));
      picture.replaceChildren(
        makeSvg("rect", { class: "lw-gap-clear", x: 0, width: "100%", y: 0, height: y(threshold) }),
        makeSvg("line", { class: "lw-gap-threshold", x1: 0, x2: "100%", y1: y(threshold), y2: y(threshold) }),
        ...lines.flatMap((line) => drawn(line, x, y, seriesColor(colors, line.feature))),
      );
      levels.replaceChildren(
        level(y(threshold), say("settling.threshold", { z: number(threshold, 3) })),
        level(y(0), "0"),
        level(y(top), say("settling.most", { z: number(top, 2) })),
      );
      ticks.replaceChildren(
        ...samples.map((n, i) => {
          const tick = make("span", { class: "lw-gap-tick" }, count(n));
          tick.style.left = share(x[i] ?? 0);
          return tick;
        }),
      );
      list.replaceChildren(
        ...lines.map((line) => entry(line, nameOf, seriesColor(colors, line.feature), threshold)),
      );
    },
  };
}

/** Doublings of the number of samples are equally far apart. */
function placesOf(samples: readonly number[]): number[] {
  const logs = samples.map(Math.log2);
  const [first = 0, last = 0] = [logs[0], logs.at(-1)];
  return logs.map((log) => (last > first ? 6 + (88 * (log - first)) / (last - first) : 50));
}

function level(at: number, text: string): HTMLElement {
  const node = make("span", {}, text);
  node.style.top = `${at}px`;
  return node;
}

function drawn(
  { feature, z }: GapLine,
  x: readonly number[],
  y: (z: number) => number,
  color: string,
): SVGElement[] {
  const shared = { "data-feature": feature, style: `--lw-color:${color}` };
  const parts: SVGElement[] = [];
  let before = -1;
  z.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const at = share(x[i] ?? 0);
    if (before >= 0) {
      const ends = { x1: share(x[before] ?? 0), y1: y(z[before] ?? 0), x2: at, y2: y(value) };
      // Dashed where the feature was not among the top in between.
      const kind = before === i - 1 ? "lw-rank-line" : "lw-rank-line lw-rank-gone";
      parts.push(makeSvg("line", { ...shared, class: kind, ...ends }));
    }
    before = i;
    parts.push(makeSvg("circle", { ...shared, class: "lw-rank-dot", cx: at, cy: y(value), r: 3.5 }));
  });
  return parts;
}

function entry(
  line: GapLine,
  nameOf: (feature: number) => string,
  color: string,
  threshold: number,
): HTMLElement {
  const swatch = make("span", { class: "lw-swatch", "aria-hidden": "true" });
  swatch.style.setProperty("--lw-color", color);
  const values = { name: nameOf(line.feature), rival: nameOf(line.rival), z: number(line.last, 2) };
  const node = make("li", { "data-z": String(line.last) }, swatch, say("settling.gap", values));
  node.classList.toggle("lw-gap-open", !(line.last > threshold));
  return node;
}
