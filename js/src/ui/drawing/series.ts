// The colors of the features, the same ones in every view. series.css has them.

/** The number of colors. */
export const seriesLength = 12;

/**
 * Give each feature the color of its place among all features: with up to twelve, the same one in every view and for
 * every row. Of more, one keeps its color unless another feature has it too; the others get free ones, and then share.
 */
export function giveColors(shown: readonly number[], colors: Map<number, number>): void {
  const used = new Set<number>();
  const without = shown.filter((feature) => {
    const color = colors.get(feature);
    if (color === undefined || used.has(color)) return true;
    used.add(color);
    return false;
  });
  for (const feature of without) {
    const own = feature % seriesLength;
    const free =
      Array.from({ length: seriesLength }, (_, i) => (own + i) % seriesLength).find((i) => !used.has(i)) ??
      own;
    colors.set(feature, free);
    used.add(free);
  }
}

/** Return the color of a feature that `giveColors` has seen. */
export function seriesColor(colors: ReadonlyMap<number, number>, feature: number): string {
  return `var(--lw-series-${colors.get(feature) ?? 0})`;
}
