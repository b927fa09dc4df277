// The compared kernel widths: those that the user chose, and the current one, which need not be among them.
import { sameWidth } from "../../model/frames";
import { type Theme, viridisOf } from "../../plot/ramp";

/** One of the compared kernel widths. */
export interface ComparedWidth {
  width: number;
  /** Whether it is the current width. */
  current: boolean;
  /** Whether the user chose it, so that it stays when the current width changes. */
  kept: boolean;
  color: string;
}

/** The color of a current width that was not chosen. The chosen widths then keep their colors during a drag. */
const own = "var(--lw-accent)";

/** Sorted from the narrowest to the widest. */
export function comparedWidths(compared: readonly number[], current: number, theme: Theme): ComparedWidth[] {
  const kept = added([], ...compared);
  const colors = viridisOf(kept.length, theme);
  const all = kept.map((width, k) => ({
    width,
    current: sameWidth(width, current),
    kept: true,
    color: colors[k] ?? own,
  }));
  if (!all.some((each) => each.current)) {
    all.push({ width: current, current: true, kept: false, color: own });
  }
  return all.sort((a, b) => a.width - b.width);
}

/** Return the union of both lists, sorted and without duplicates. */
export function added(widths: readonly number[], ...more: number[]): number[] {
  const all: number[] = [];
  for (const width of [...widths, ...more]) {
    if (width > 0 && Number.isFinite(width) && !all.some((each) => sameWidth(each, width))) all.push(width);
  }
  return all.sort((a, b) => a - b);
}

export function dropped(widths: readonly number[], width: number): number[] {
  return widths.filter((each) => !sameWidth(each, width));
}

/** Parse a typed width; null where it is invalid. */
export function typedWidth(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}
