// The edge of the axis. During a drag it grows and never shrinks, so that the bars are compared on one scale; it
// settles when the hand rests.

/** The hand rests when nothing has changed for this long. */
const rest = 900;

export class Held {
  readonly #settled: () => void;
  #extent = 0;
  #generation: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pressed = false;

  constructor(signal: AbortSignal, settled: () => void) {
    this.#settled = settled;
    const press = (pressed: boolean) => () => {
      this.#pressed = pressed;
      if (!pressed && this.#timer === undefined) this.#wait();
    };
    document.addEventListener("pointerdown", press(true), { signal, capture: true });
    for (const event of ["pointerup", "pointercancel"])
      document.addEventListener(event, press(false), { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Return the edge for a frame whose own edge is `extent`; other samples begin anew. */
  extent(generation: number, extent: number): number {
    const same = generation === this.#generation && (this.#pressed || this.#timer !== undefined);
    this.#generation = generation;
    this.#extent = same ? Math.max(this.#extent, extent) : extent;
    this.#wait();
    return this.#extent;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#pressed) this.#settled();
    }, rest);
  }
}
