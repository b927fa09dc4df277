// The kernel widths that are compared: those that were chosen, and the one in force, which need not be among them.
import { sameWidth } from "./frames";
import { type Theme, viridisOf } from "./ramp";

export interface Chip {
  width: number;
  /** Whether it is the width in force. */
  current: boolean;
  /** Whether it was chosen, and stays when another comes into force. */
  kept: boolean;
  color: string;
}

/** What the width in force is drawn in while it is not one of the chosen: so that those keep their colors under a drag. */
const own = "var(--lw-accent)";

/** From the narrowest to the widest. */
export function chipsOf(compared: readonly number[], current: number, theme: Theme): Chip[] {
  const kept = added([], ...compared);
  const colors = viridisOf(kept.length, theme);
  const chips = kept.map((width, k) => ({
    width,
    current: sameWidth(width, current),
    kept: true,
    color: colors[k] ?? own,
  }));
  if (!chips.some((chip) => chip.current)) {
    chips.push({ width: current, current: true, kept: false, color: own });
  }
  return chips.sort((a, b) => a.width - b.width);
}

/** `widths` and more of them, in order, each once. */
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

/** The width that was typed; null where it is none. */
export function typedWidth(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}
