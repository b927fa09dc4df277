// Walking through the units of a text with the arrow keys, in the direction in which the text runs.

/** Return the unit that a key leads to; undefined for other keys. */
export function stepTo(unit: HTMLElement, key: string): Element | null | undefined {
  const [before, after] = [unit.previousElementSibling, unit.nextElementSibling];
  const [left, right] = runsLeftward(unit) ? [after, before] : [before, after];
  switch (key) {
    case "ArrowLeft":
      return left;
    case "ArrowRight":
      return right;
    case "ArrowUp":
      return lineBeside(unit, (node) => node.previousElementSibling);
    case "ArrowDown":
      return lineBeside(unit, (node) => node.nextElementSibling);
    case "Home":
      return unit.parentElement?.firstElementChild;
    case "End":
      return unit.parentElement?.lastElementChild;
    default:
      return undefined;
  }
}

function sameLine(a: DOMRect, b: DOMRect): boolean {
  return Math.abs(a.top - b.top) <= Math.max(a.height, b.height) / 2;
}

/** Detect a right-to-left text by the position of the next unit. */
function runsLeftward(unit: Element): boolean {
  const here = unit.getBoundingClientRect();
  const after = unit.nextElementSibling?.getBoundingClientRect();
  if (after !== undefined && sameLine(here, after)) return after.left < here.left;
  const before = unit.previousElementSibling?.getBoundingClientRect();
  return before !== undefined && sameLine(here, before) && before.left > here.left;
}

/** Return the nearest unit in the line before or after. */
function lineBeside(unit: Element, step: (node: Element) => Element | null): Element | null {
  const here = unit.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let line: DOMRect | undefined;
  let nearest: Element | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (let node = step(unit); node !== null; node = step(node)) {
    const box = node.getBoundingClientRect();
    if (sameLine(here, box)) continue;
    line ??= box;
    if (!sameLine(line, box)) break;
    const d = Math.abs(box.left + box.width / 2 - middle);
    if (d < distance) [nearest, distance] = [node, d];
  }
  return nearest;
}
