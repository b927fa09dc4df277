// Walking through the units of a text with the arrow keys, in the direction in which the text runs.

/** Return the unit that a key leads to; undefined for other keys. */
export function stepTo(unit: HTMLElement, key: string): Element | null | undefined {
  const [before, after] = [unitBefore(unit), unitAfter(unit)];
  const [left, right] = runsLeftward(unit) ? [after, before] : [before, after];
  switch (key) {
    case "ArrowLeft":
      return left;
    case "ArrowRight":
      return right;
    case "ArrowUp":
      return lineBeside(unit, unitBefore);
    case "ArrowDown":
      return lineBeside(unit, unitAfter);
    case "Home":
      return [...unitsWith(unit)].at(0);
    case "End":
      return [...unitsWith(unit)].at(-1);
    default:
      return undefined;
  }
}

/** Return all units of the text; a long one is cut into parts. */
function unitsWith(unit: Element): Iterable<Element> {
  return unit.closest(".lw-whole-text")?.querySelectorAll(".lw-unit") ?? [];
}

function unitBefore(unit: Element): Element | null {
  return (
    unit.previousElementSibling ?? unit.closest(".lw-part")?.previousElementSibling?.lastElementChild ?? null
  );
}

function unitAfter(unit: Element): Element | null {
  return unit.nextElementSibling ?? unit.closest(".lw-part")?.nextElementSibling?.firstElementChild ?? null;
}

function sameLine(a: DOMRect, b: DOMRect): boolean {
  return Math.abs(a.top - b.top) <= Math.max(a.height, b.height) / 2;
}

/** Detect a right-to-left text by the position of the next unit. */
function runsLeftward(unit: Element): boolean {
  const here = unit.getBoundingClientRect();
  const after = unitAfter(unit)?.getBoundingClientRect();
  if (after !== undefined && sameLine(here, after)) return after.left < here.left;
  const before = unitBefore(unit)?.getBoundingClientRect();
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
