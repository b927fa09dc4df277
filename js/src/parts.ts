// The bqplot models that a plotted view is made of: figures, scales and marks, which the kernel makes once and names
// in the trait `parts`. They are filled here, in the browser, and nothing of it is sent back.
import { prefix, type ViewModel } from "./mirror";

/** What we use of bqplot's models. */
export interface Part {
  get(name: string): unknown;
  set(values: Readonly<Record<string, unknown>>): void;
}

/** The part of that name; an error where the kernel made none. */
export type Parts = (name: string) => Part;

export async function findParts(model: ViewModel): Promise<Parts> {
  const references = Object.entries((model.get("parts") ?? {}) as Record<string, string>);
  const found = new Map(
    await Promise.all(
      references.map(async ([name, reference]) => {
        const part = await model.widget_manager.get_model(reference.slice(prefix.length));
        return [name, part as Part | undefined] as const;
      }),
    ),
  );
  return (name) => {
    const part = found.get(name);
    if (part === undefined) throw new Error(`Its part “${name}” is gone; run the cell again.`);
    return part;
  };
}

/**
 * Sets what differs, in one event. Typed arrays must own their bytes: bqplot writes the whole buffer when a notebook
 * is saved with its widgets.
 */
export function put(part: Part, values: Readonly<Record<string, unknown>>): void {
  const news = Object.entries(values).filter(([name, value]) => !isSame(part.get(name), value));
  if (news.length > 0) part.set(Object.fromEntries(news));
}

/** A mark's data: one curve, or several of any lengths. */
export function curvesOf(curves: readonly ArrayLike<number>[]): Float64Array[] | Float64Array {
  return curves.length === 0 ? new Float64Array(0) : curves.map((curve) => Float64Array.from(curve));
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i += 1) if (!isSame(a[i], b[i])) return false;
    return true;
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isSame(a[name], b[name]));
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
