// The colors of the curves; fidelity.css has them for both themes.
export const colors = {
  score: "var(--lw-inside)",
  left: "var(--lw-left)",
  fresh: "var(--lw-fresh)",
  random: "var(--lw-muted)",
} as const;
