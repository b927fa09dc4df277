// The class of all elements that this version of the front end styles, and the styles. src/main.ts sets them.
export let versionClass = "lw-version";
let sheet = "";

export function setVersion(version: string, styles = ""): void {
  versionClass = `lw-${version}`;
  sheet = styles;
}

/** Bring the styles into a shadow root, as marimo has one for each widget: those of the page do not reach it. */
export function styleShadow(root: HTMLElement, signal: AbortSignal): void {
  const apply = () => {
    const home = root.getRootNode();
    if (!(home instanceof ShadowRoot)) return;
    const known = [...home.querySelectorAll("style")].some(
      (node) => node.dataset["limeWidgets"] === versionClass,
    );
    if (known) return;
    const node = document.createElement("style");
    node.dataset["limeWidgets"] = versionClass;
    node.textContent = sheet;
    home.append(node);
  };
  apply();
  // A view is often drawn before it is attached.
  const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(apply);
  sizes?.observe(root);
  signal.addEventListener("abort", () => sizes?.disconnect());
}
