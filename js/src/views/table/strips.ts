// The features that a sample keeps: one cell each for a few features, otherwise one drawing of stripes.
import { make, mark } from "../../ui/elements";

/** Up to this number, each feature has a cell and a name. */
export const fewFeatures = 24;

export interface Strip {
  node: HTMLElement;
  draw(keeps: (feature: number) => boolean): void;
  highlight(feature: number): void;
}

export function makeStrip(p: number): Strip {
  return p <= fewFeatures ? makeCells(p) : makeStripes(p);
}

function makeCells(p: number): Strip {
  const cells = Array.from({ length: p }, (_, feature) =>
    make("span", { class: "lw-bit", "data-feature": String(feature) }),
  );
  const node = make("span", { class: "lw-strip", "aria-hidden": "true" }, ...cells);
  let highlighted: HTMLElement | undefined;
  return {
    node,
    draw(keeps) {
      cells.forEach((cell, feature) => {
        cell.classList.toggle("lw-kept", keeps(feature));
      });
    },
    highlight(feature) {
      highlighted?.classList.remove("lw-highlight");
      highlighted = cells[feature];
      highlighted?.classList.add("lw-highlight");
    },
  };
}

const svg = "http://www.w3.org/2000/svg";

/** A path instead of a canvas, because its colors follow the theme automatically. */
function makeStripes(p: number): Strip {
  const path = document.createElementNS(svg, "path");
  const drawing = document.createElementNS(svg, "svg");
  for (const [name, value] of [
    ["viewBox", `0 0 ${p} 1`],
    ["preserveAspectRatio", "none"],
  ] as const) {
    drawing.setAttribute(name, value);
  }
  drawing.append(path);
  const pointer = make("span", { class: "lw-here" });
  const node = make("span", { class: "lw-strip lw-stripes", "aria-hidden": "true" });
  node.append(drawing, pointer);
  pointer.hidden = true;
  return {
    node,
    draw(keeps) {
      let d = "";
      for (let from = 0; from < p; from += 1) {
        if (!keeps(from)) continue;
        let to = from + 1;
        while (to < p && keeps(to)) to += 1;
        d += `M${from} 0H${to}V1H${from}Z`;
        from = to;
      }
      mark(path, "d", d);
    },
    highlight(feature) {
      pointer.hidden = feature < 0 || feature >= p;
      pointer.style.left = `${(((feature + 0.5) / p) * 100).toFixed(2)}%`;
    },
  };
}

/** Return the feature of the stripes at a horizontal position on the screen. */
export function featureAt(stripes: Element, x: number, p: number): number {
  const { left, width } = stripes.getBoundingClientRect();
  return Math.max(0, Math.min(p - 1, Math.floor(((x - left) / Math.max(1, width)) * p)));
}
