/** Return a function that recomputes only when its arguments differ from the last call. */
export function remembered<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | undefined;
  return (...args) => {
    if (last === undefined || args.some((arg, i) => !Object.is(arg, last?.args[i])))
      last = { args, result: work(...args) };
    return last.result;
  };
}
