// A strip for each feature: a dot for each repeat, a mark for this run, and the interval that one run predicts.

import type { Runs } from "../../model/repeats";
import { place, type Span } from "../../model/scale";
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { makeSvg, share } from "../../ui/drawing/svg";
import { arrange, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { followPointer, walk } from "../../ui/pointing";
import { number } from "../../words/format";
import { drawnOf, type StripScene, stripScene, stripSpan, stripTicks } from "./scene";

export interface Strips {
  node: HTMLElement;
  /** `unitOf` gives the instance's value of a feature where contributions are drawn, and 1 where weights are. */
  draw(runs: Runs, unitOf: (feature: number) => number, what: string): void;
  drawHighlight(): void;
}

/** The strips that are drawn before the reader asks for the rest. */
const few = 12;
/** The height of a strip, and the room of its dots. */
const [height, room] = [28, 16];

export function makeStrips(study: StudyModel, signal: AbortSignal, redraw: () => void): Strips {
  const list = make("div", { class: "lw-repeats", role: "list", "aria-label": say("stability.strips") });
  const head = makeHead();
  let whole = false;
  const more = makeButton("more_strips", "", "", signal, () => {
    whole = !whole;
    redraw();
  });
  const strips = new Map<number, Strip>();
  followPointer(list, study, signal);
  walk(list, ".lw-repeat", signal, (row, key) => {
    if (key === "ArrowDown") return row.nextElementSibling;
    if (key === "ArrowUp") return row.previousElementSibling;
    if (key === "Home") return list.firstElementChild;
    return key === "End" ? list.lastElementChild : undefined;
  });

  return {
    node: make("div", { class: "lw-repeats-whole" }, makeStripKey(), head.node, list, more),
    draw(runs, unitOf, what) {
      const { names } = study.get("features");
      const shown = whole ? runs.features.length : Math.min(few, runs.features.length);
      const drawn = runs.features.slice(0, shown).map((feature, i) => drawnOf(runs, i, unitOf(feature)));
      const span = stripSpan(drawn);
      const largest = Math.max(0, ...drawn.map(({ mean }) => Math.abs(mean)));
      head.draw(span, what);
      const rows = drawn.map((numbers, i) => {
        const feature = runs.features[i] ?? -1;
        const strip = strips.get(feature) ?? makeStrip(feature);
        strips.set(feature, strip);
        const name = names[feature] ?? say("feature.unnamed", { feature: String(feature) });
        strip.draw(stripScene(runs, i, numbers, name, span, largest), place(0, span));
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

/** The names of the columns, and the ends of the scale. */
function makeHead(): { node: HTMLElement; draw(span: Span, what: string): void } {
  const scale = make("span", { class: "lw-repeat-scale", "aria-hidden": "true" });
  const heading = make("span", { class: "lw-repeat-number" });
  return {
    node: make(
      "div",
      { class: "lw-repeat lw-repeat-head", "aria-hidden": "true" },
      make("span", {}, say("stability.feature")),
      scale,
      heading,
      make("span", { class: "lw-repeat-times" }, say("stability.selected")),
    ),
    draw(span, what) {
      write(heading, say("stability.spread", { what }));
      const ticks = stripTicks(span).map((tick) => {
        const node = make("span", { class: "lw-repeat-tick" }, number(tick));
        node.style.left = share(place(tick, span));
        return node;
      });
      scale.replaceChildren(...ticks);
    },
  };
}

function makeStripKey(): HTMLElement {
  const entry = (name: string, text: string) =>
    make(
      "span",
      { class: "lw-repeat-entry" },
      make("span", { class: `lw-repeat-key lw-repeat-key-${name}` }),
      text,
    );
  return make(
    "p",
    { class: "lw-repeat-keys" },
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
  const label = make("span", { class: "lw-repeat-name" });
  const picture = makeSvg("svg", { class: "lw-repeat-picture", height, "aria-hidden": "true" });
  const numbers = make("span", { class: "lw-repeat-number" });
  const times = make("span", { class: "lw-repeat-times" });
  const attributes = {
    class: "lw-repeat",
    role: "listitem",
    tabindex: "-1",
    "data-feature": String(feature),
  };
  const node = makeFocusable("div", attributes, label, picture, numbers, times);
  return {
    node,
    draw(scene, zero) {
      writeName(label, scene.name);
      mark(label, "title", scene.name);
      write(numbers, scene.number);
      write(times, scene.times);
      mark(node, "aria-label", scene.sentence);
      mark(node, "title", scene.sentence);
      const step = room / Math.max(1, scene.dots.length - 1);
      const first = scene.dots.length > 1 ? (height - room) / 2 : height / 2;
      picture.replaceChildren(
        ...bandOf(scene.band),
        makeSvg("line", { class: "lw-repeat-zero", x1: share(zero), x2: share(zero), y1: 0, y2: height }),
        ...(scene.run === null
          ? []
          : [
              makeSvg("line", {
                class: "lw-repeat-run",
                x1: share(scene.run),
                x2: share(scene.run),
                y1: 0,
                y2: height,
              }),
            ]),
        ...scene.dots.map(({ at, toward }, i) =>
          makeSvg("circle", {
            class: toward ? "lw-dot-for" : "lw-dot-against",
            cx: share(at),
            cy: first + i * step,
            r: 2.5,
          }),
        ),
      );
    },
  };
}

function bandOf(band: StripScene["band"]): SVGElement[] {
  if (band === null) return [];
  const [from, to] = band;
  return [
    makeSvg("rect", {
      class: "lw-repeat-band",
      x: share(from),
      width: share(to - from),
      y: 3,
      height: height - 6,
    }),
  ];
}
