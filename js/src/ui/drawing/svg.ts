// Small pictures in SVG. Positions along the width are in percent, so that a picture follows its size without a redraw.

type Attributes = Readonly<Record<string, string | number>>;

const namespace = "http://www.w3.org/2000/svg";

export function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** A length in percent, to a hundredth of a pixel on the widest picture. */
export function share(percent: number): string {
  return `${percent.toFixed(2)}%`;
}
