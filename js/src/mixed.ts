// Colours between colours.
import { fromHex } from "./look";

/** `n` colours, evenly from the first of the stops to the last. */
export function mixed(stops: readonly string[], n: number): string[] {
  const colours = stops.map(fromHex);
  return Array.from({ length: n }, (_, k) => {
    const place = (k / Math.max(1, n - 1)) * (colours.length - 1);
    const left = Math.min(colours.length - 2, Math.floor(place));
    const [from, to] = [colours[left], colours[left + 1]];
    const channel = (i: 0 | 1 | 2) =>
      Math.round((from?.[i] ?? 0) + (place - left) * ((to?.[i] ?? 0) - (from?.[i] ?? 0)));
    return `rgb(${channel(0)}, ${channel(1)}, ${channel(2)})`;
  });
}
