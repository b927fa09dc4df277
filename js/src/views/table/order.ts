// The order of the rows of a large table. Equal rows keep the order of their numbers.

export interface Sorting {
  key: "row" | "answer" | "weight" | "share" | "kept";
  descending: boolean;
}

/** Sort the rows 0 … n − 1 by `keys`. With `first`, row 0 comes before all others. */
export function orderOf(keys: ArrayLike<number>, descending: boolean, first = false): Uint32Array {
  const rows = Uint32Array.from({ length: keys.length }, (_, row) => row);
  const compare = comparison(keys, descending);
  (first ? rows.subarray(1) : rows).sort(compare);
  return rows;
}

/** Check in one pass whether `order` equals the result of `orderOf`, which takes much longer. */
export function isOrder(
  order: Uint32Array,
  keys: ArrayLike<number>,
  descending: boolean,
  first = false,
): boolean {
  if (order.length !== keys.length || (first && order.length > 0 && order[0] !== 0)) return false;
  const compare = comparison(keys, descending);
  for (let i = first ? 2 : 1; i < order.length; i += 1) {
    if (compare(order[i - 1] ?? 0, order[i] ?? 0) > 0) return false;
  }
  return true;
}

function comparison(keys: ArrayLike<number>, descending: boolean) {
  const sign = descending ? -1 : 1;
  return (a: number, b: number) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || a - b;
}
