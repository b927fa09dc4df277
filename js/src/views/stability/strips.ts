// A strip for each feature: a dot for each repeat, a mark for this run, and the interval that one run predicts.

import type { Runs } from "../../model/repeats";
import { place, ticksOf } from "../../model/scale";
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { makeSvg, share } from "../../ui/drawing/svg";
import { arrange, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { followPointer, walk } from "../../ui/pointing";
import { number } from "../../words/format";
import { type StripScene, stripScene, stripSpan } from "./scene";

export interface Strips {
  node: HTMLElement;
  draw(runs: Runs): void;
  drawHighlight(): void;
}

/** The strips that are drawn before the reader asks for the rest. */
const few = 12;
/** The height of a strip, and the room of its dots. */
const [height, room] = [28, 16];

export function makeStrips(study: StudyModel, signal: AbortSignal, redraw: () => void): Strips {
  const list = make("div", { class: "lw-strips", role: "list", "aria-label": say("stability.strips") });
  const scale = make("span", { class: "lw-strip-scale", "aria-hidden": "true" });
  const head = make(
    "div",
    { class: "lw-strip lw-strip-head", "aria-hidden": "true" },
    make("span", {}, say("stability.feature")),
    scale,
    make("span", { class: "lw-strip-number" }, say("stability.weight")),
    make("span", { class: "lw-strip-times" }, say("stability.selected")),
  );
  let whole = false;
  const more = makeButton("more_strips", "", "", signal, () => {
    whole = !whole;
    redraw();
  });
  const strips = new Map<number, Strip>();
  followPointer(list, study, signal);
  walk(list, ".lw-strip", signal, (row, key) => {
    if (key === "ArrowDown") return row.nextElementSibling;
    if (key === "ArrowUp") return row.previousElementSibling;
    if (key === "Home") return list.firstElementChild;
    return key === "End" ? list.lastElementChild : undefined;
  });

  return {
    node: make("div", { class: "lw-strips-whole" }, makeStripKey(), head, list, more),
    draw(runs) {
      const { names } = study.get("features");
      const shown = whole ? runs.features.length : Math.min(few, runs.features.length);
      const span = stripSpan(runs, shown);
      const largest = Math.max(0, ...[...runs.mean].slice(0, shown).map(Math.abs));
      scale.replaceChildren(
        ...ticksOf(span).map((tick) => {
          const node = make("span", { class: "lw-strip-tick" }, number(tick));
          node.style.left = share(place(tick, span));
          return node;
        }),
      );
      const rows = runs.features.slice(0, shown).map((feature, i) => {
        const strip = strips.get(feature) ?? makeStrip(feature);
        strips.set(feature, strip);
        const name = names[feature] ?? say("feature.unnamed", { feature: String(feature) });
        strip.draw(stripScene(runs, i, name, span, largest), place(0, span));
        return strip.node;
      });
      arrange(list, rows);
      const stop = rows.find((node) => node.tabIndex === 0) ?? rows[0];
      for (const node of rows) node.tabIndex = node === stop ? 0 : -1;
      const left = runs.features.length - few;
      show(more, left > 0);
      write(more, whole ? say("legend.fewer") : say("stability.all", { n: left }));
      this.drawHighlight();
    },
    drawHighlight() {
      const feature = study.get("highlight");
      for (const [each, { node }] of strips) node.classList.toggle("lw-highlight", each === feature);
    },
  };
}

function makeStripKey(): HTMLElement {
  const entry = (name: string, text: string) =>
    make(
      "span",
      { class: "lw-strip-entry" },
      make("span", { class: `lw-strip-key lw-strip-key-${name}` }),
      text,
    );
  return make(
    "p",
    { class: "lw-strip-keys" },
    entry("dot", say("stability.key_dot")),
    entry("run", say("stability.key_run")),
    entry("band", say("stability.key_band")),
  );
}

interface Strip {
  node: HTMLElement;
  draw(scene: StripScene, zero: number): void;
}

function makeStrip(feature: number): Strip {
  const label = make("span", { class: "lw-strip-name" });
  const picture = makeSvg("svg", { class: "lw-strip-picture", height, "aria-hidden": "true" });
  const numbers = make("span", { class: "lw-strip-number" });
  const times = make("span", { class: "lw-strip-times" });
  const attributes = { class: "lw-strip", role: "listitem", tabindex: "-1", "data-feature": String(feature) };
  const node = makeFocusable("div", attributes, label, picture, numbers, times);
  return {
    node,
    draw(scene, zero) {
      write(label, scene.name);
      mark(label, "title", scene.name);
      write(numbers, scene.number);
      write(times, scene.times);
      mark(node, "aria-label", scene.sentence);
      mark(node, "title", scene.sentence);
      const step = room / Math.max(1, scene.dots.length - 1);
      const first = scene.dots.length > 1 ? (height - room) / 2 : height / 2;
      picture.replaceChildren(
        ...bandOf(scene.band),
        makeSvg("line", { class: "lw-strip-zero", x1: share(zero), x2: share(zero), y1: 0, y2: height }),
        ...scene.dots.map(({ at, toward }, i) =>
          makeSvg("circle", {
            class: toward ? "lw-dot-for" : "lw-dot-against",
            cx: share(at),
            cy: first + i * step,
            r: 2.5,
          }),
        ),
        ...(scene.run === null
          ? []
          : [
              makeSvg("line", {
                class: "lw-strip-run",
                x1: share(scene.run),
                x2: share(scene.run),
                y1: 3,
                y2: height - 3,
              }),
            ]),
      );
    },
  };
}

function bandOf(band: StripScene["band"]): SVGElement[] {
  if (band === null) return [];
  const [from, to] = band;
  return [
    makeSvg("rect", {
      class: "lw-strip-band",
      x: share(from),
      width: share(to - from),
      y: 3,
      height: height - 6,
    }),
  ];
}
