// The ranks of the features in each run, as a bump chart: a line for each feature, a column for each run.

import type { Runs } from "../../model/repeats";
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { giveColors, seriesColor, seriesLength } from "../../ui/drawing/series";
import { makeSvg, share } from "../../ui/drawing/svg";
import { make, mark } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { followPointer } from "../../ui/pointing";
import { type RankLine, rankLines } from "./scene";

export interface Ranks {
  node: HTMLElement;
  draw(runs: Runs): void;
  drawHighlight(): void;
}

const step = 24;

/** `colors` are shared with the other pictures of the view. */
export function makeRanks(study: StudyModel, colors: Map<number, number>, signal: AbortSignal): Ranks {
  const names = make("div", { class: "lw-rank-names" });
  const picture = makeSvg("svg", { class: "lw-rank-picture", role: "img" });
  const chart = make("div", { class: "lw-rank-chart" }, names, picture);
  const title = make(
    "p",
    { class: "lw-stability-title", title: say("stability.ranks_help") },
    say("stability.ranks"),
  );
  const caption = make("p", { class: "lw-rank-caption" }, say("stability.ranks_help"));
  followPointer(chart, study, signal);

  return {
    node: make("div", { class: "lw-ranks" }, title, chart, caption),
    draw(runs) {
      const { lines, rows, deeper } = rankLines(runs, seriesLength);
      giveColors(
        lines.map(({ feature }) => feature),
        colors,
      );
      const nameOf = (feature: number) =>
        study.get("features").names[feature] ?? say("feature.unnamed", { feature: String(feature) });
      const height = (rows + 1) * step;
      const atStart = new Map(lines.map((line) => [line.rows[0] ?? rows, line]));
      names.replaceChildren(
        ...Array.from({ length: rows }, (_, row) =>
          rankName(row + 1, rows, atStart.get(row), nameOf, colors),
        ),
        make(
          "span",
          { class: "lw-rank-name lw-rank-none" },
          say(deeper ? "stability.lower" : "stability.unselected"),
        ),
      );
      mark(picture, "height", String(height));
      mark(picture, "aria-label", lines.map((line) => spoken(line, rows, nameOf)).join("; "));
      picture.replaceChildren(
        ...lines.flatMap((line) => drawnLine(line, runs.n, seriesColor(colors, line.feature))),
      );
      this.drawHighlight();
    },
    drawHighlight() {
      const feature = study.get("highlight");
      chart.classList.toggle("lw-pointed", chart.querySelector(`[data-feature="${feature}"]`) !== null);
      for (const node of chart.querySelectorAll<HTMLElement>("[data-feature]")) {
        node.classList.toggle("lw-highlight", node.dataset["feature"] === String(feature));
      }
    },
  };
}

function rankName(
  rank: number,
  rows: number,
  line: RankLine | undefined,
  nameOf: (feature: number) => string,
  colors: ReadonlyMap<number, number>,
): HTMLElement {
  const node = make("span", { class: "lw-rank-name" });
  const name = line === undefined ? "" : nameOf(line.feature);
  // A figure space is as wide as a digit, so that the names begin on one line.
  writeName(node, `${String(rank).padStart(String(rows).length, "\u2007")}  ${name}`);
  if (line !== undefined) {
    mark(node, "data-feature", String(line.feature));
    mark(node, "title", name);
    node.style.setProperty("--lw-color", seriesColor(colors, line.feature));
  }
  return node;
}

const middle = (row: number) => row * step + step / 2;
/** The columns lie within the picture, with room for a dot at both ends. */
const column = (run: number, n: number) => (n < 2 ? 50 : 3 + (94 * run) / (n - 1));

function drawnLine({ feature, rows, selected }: RankLine, n: number, color: string): SVGElement[] {
  const shared = { "data-feature": feature, style: `--lw-color:${color}` };
  const parts: SVGElement[] = [];
  for (let run = 1; run < rows.length; run += 1) {
    if (!(selected[run] || selected[run - 1])) continue;
    parts.push(
      makeSvg("line", {
        ...shared,
        class: selected[run] && selected[run - 1] ? "lw-rank-line" : "lw-rank-line lw-rank-gone",
        x1: share(column(run - 1, n)),
        x2: share(column(run, n)),
        y1: middle(rows[run - 1] ?? 0),
        y2: middle(rows[run] ?? 0),
      }),
    );
  }
  rows.forEach((row, run) => {
    if (!selected[run]) return;
    const at = { cx: share(column(run, n)), cy: middle(row), r: run === 0 ? 5 : 4 };
    parts.push(makeSvg("circle", { ...shared, class: "lw-rank-dot", ...at }));
  });
  return parts;
}

function spoken(
  { feature, rows, selected }: RankLine,
  last: number,
  nameOf: (feature: number) => string,
): string {
  const ranks = rows.map((row, run) => (selected[run] && row < last ? String(row + 1) : "–")).join(" ");
  return say("stability.rank", { name: nameOf(feature), ranks });
}
