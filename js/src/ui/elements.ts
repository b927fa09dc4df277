// Creating and changing DOM nodes. A redraw at the screen's rate writes only differences.

type Attributes = Readonly<Record<string, string>>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * Create an element that can take the focus. JupyterLab and Notebook 7 swallow the arrow keys unless the focused
 * element itself has this attribute; on an ancestor it has no effect.
 */
export function makeFocusable<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return make(tag, { ...attributes, "data-lm-suppress-shortcuts": "true" }, ...children);
}

/** Listen until `signal` aborts. */
export function listen<K extends keyof HTMLElementEventMap>(
  node: HTMLElement,
  type: K,
  act: (event: HTMLElementEventMap[K]) => void,
  signal: AbortSignal,
): void {
  node.addEventListener(type, act, { signal });
}

/** Create a button without the standard button class. */
export function makePlainButton(attributes: Attributes, ...children: (Node | string)[]): HTMLButtonElement {
  return makeFocusable("button", { type: "button", ...attributes }, ...children);
}

export function makeButton(
  action: string,
  text: string,
  title: string,
  signal: AbortSignal,
  press: () => void,
) {
  const button = makePlainButton({ class: "lw-button", "data-action": action, title }, text);
  listen(button, "click", press, signal);
  return button;
}

export function write(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute, or remove it with null. */
export function mark(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function show(node: HTMLElement, shown: boolean): void {
  if (node.hidden === shown) node.hidden = !shown;
}

/** Return the focused element, also where the view is inside a shadow root. */
export function focused(within: Node): Element | null {
  const root = within.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  return active !== null && within.contains(active) ? active : null;
}

/**
 * Make `nodes` the children of `parent`, in order. Move as few as possible and never the one with the focus, because
 * a moved element loses it.
 */
export function arrange(parent: Element, nodes: readonly Element[]): void {
  const active = focused(parent);
  const held = active === null ? undefined : nodes.find((node) => node.contains(active));
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === held) {
      while (next !== null && next !== held) {
        const after: Element | null = next.nextElementSibling;
        parent.append(next);
        next = after;
      }
    }
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

let made = 0;
const page = Math.random().toString(36).slice(2, 8);

/** Return an id that is unique on the page, across the versions of the package, which each have a copy of this module. */
export function freshId(): string {
  made += 1;
  return `lw-${page}-${made}`;
}

/** How much larger CSS zoom makes the pixels of an element on the screen, where it is measured. */
export function zoomOf(node: Element): number {
  return (node as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
}

/** Return the size of an element in the pixels of its own styles. */
export function sizeOf(node: Element): { width: number; height: number } {
  const { width, height } = node.getBoundingClientRect();
  const zoom = zoomOf(node);
  return { width: width / zoom, height: height / zoom };
}
