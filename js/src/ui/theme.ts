// Light or dark theme. Every host declares it in its own way, so we look at the background that results from the
// host's variables.

/**
 * Keep `data-theme` of `root` at "light" or "dark" by its background, and fire the event "lw-theme" at a change.
 * `sized` is an element that gets a size together with the root.
 */
export function followTheme(root: HTMLElement, signal: AbortSignal, sized = root): void {
  const look = () => {
    const dark = isDark(getComputedStyle(root).backgroundColor);
    const theme = dark ? "dark" : "light";
    if (dark === undefined || root.dataset["theme"] === theme) return;
    root.dataset["theme"] = theme;
    root.dispatchEvent(new Event("lw-theme"));
  };
  const hosts = new MutationObserver(look);
  const attributes = ["class", "style", "theme", "data-theme", "data-jp-theme-light", "data-jp-theme-name"];
  for (const host of [document.documentElement, document.body]) {
    hosts.observe(host, { attributes: true, attributeFilter: attributes });
  }
  const preference = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
  preference?.addEventListener("change", look, { signal });
  // A view is often rendered before it is attached, and has no computed style until it has a size.
  const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(look);
  sizes?.observe(sized);
  signal.addEventListener("abort", () => {
    hosts.disconnect();
    sizes?.disconnect();
  });
  look();
}

/** Return undefined for an unset or transparent background. */
export function isDark(color: string): boolean | undefined {
  const [r, g, b, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  if (r === undefined || g === undefined || b === undefined || alpha === 0) return undefined;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}
