import { describe, expect, test } from "vitest";
import css from "../../src/ui/base.css?raw";
import seriesCss from "../../src/ui/drawing/series.css?raw";
import { strongest } from "../../src/views/text/words";

type Rgb = [number, number, number];

/** The value of a custom property in the rule with this selector. */
function property(selector: string, name: string, sheet = css): string {
  const start = sheet.indexOf(`${selector} {`);
  const rule = sheet.slice(start, sheet.indexOf("}", start));
  const value = rule.match(new RegExp(`--${name}: ([^;]+);`))?.[1];
  if (start < 0 || value === undefined) throw new Error(`${selector} sets no --${name}.`);
  return value;
}

function rgb(hex: string): Rgb {
  const [, digits = ""] = hex.match(/#([0-9a-f]+)/i) ?? [];
  const full = digits.length === 3 ? [...digits].map((d) => d + d).join("") : digits;
  return [0, 2, 4].map((i) => Number.parseInt(full.slice(i, i + 2), 16)) as Rgb;
}

const mix = (a: Rgb, b: Rgb, share: number) => a.map((c, i) => share * c + (1 - share) * (b[i] ?? 0)) as Rgb;

/** As WCAG 2 defines it. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (color: Rgb) => {
    const [r = 0, g = 0, b = 0] = color.map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const dark = '.lw[data-theme="dark"]';
const grounds: [string, string, Rgb, Rgb][] = [
  // The backgrounds without a host, and in JupyterLab.
  ["light", ".lw", rgb("#1c1c1e"), rgb("#fff")],
  ["light", ".lw", mix([0, 0, 0], [255, 255, 255], 0.87), [255, 255, 255]],
  ["dark", dark, rgb("#e8e8ea"), rgb("#16181b")],
  ["dark", dark, [255, 255, 255], [17, 17, 17]],
];
const palettes = (theme: string, plain: string): [string, string][] => [
  ["blue-orange", plain],
  ["green-red", `${theme === "dark" ? dark : ".lw"}[data-palette="green-red"]`],
];

describe("a word on the color of its weight", () => {
  const cases = grounds.flatMap(([theme, plain, ink, paper]) =>
    palettes(theme, plain).flatMap(([palette, selector]) =>
      ["for", "against"].map((side) => ({ theme, palette, side, selector, ink, paper })),
    ),
  );
  test.each(cases)("has enough contrast: $theme, $palette, $side", ({ selector, side, ink, paper }) => {
    const color = rgb(property(selector, `lw-${side}`));
    for (let share = 0; share <= strongest / 100; share += 0.05) {
      expect(contrast(ink, mix(color, paper, share))).toBeGreaterThanOrEqual(4.5);
    }
  });
  test.each(grounds)("has enough contrast when it is removed: %s", (_theme, _selector, ink, paper) => {
    const share = Number(property(".lw", "lw-muted").match(/(\d+)%/)?.[1]) / 100;
    expect(contrast(mix(ink, paper, share), paper)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the curves of twelve features", () => {
  const plain = ".lw";
  const series = (selector: string) =>
    Array.from({ length: 12 }, (_, k) => rgb(property(selector, `lw-series-${k}`, seriesCss)));
  test.each([
    ["light", plain, [rgb("#fff")]],
    ["dark", `${plain}[data-theme="dark"]`, [rgb("#16181b"), rgb("#111111")]],
  ] as const)("differ from the background and from one another: %s", (_theme, selector, papers) => {
    const colors = series(selector);
    for (const color of colors) {
      for (const paper of papers) expect(contrast(color, paper)).toBeGreaterThanOrEqual(3);
    }
    expect(new Set(colors.map(String)).size).toBe(12);
  });
});
