// The pixels of the image view: its superpixels at the screen's resolution, and its pictures once they are decoded.

import { type Superpixels, superpixelsOf } from "../../model/superpixels";
import type { Image, Preview } from "../../model/wire";
import { type Pictures, picturesOf } from "../../plot/pictures";
import { factorFor, type Raster, rasterOf } from "../../plot/raster";
import { say } from "../../texts/catalogue";
import { remembered } from "../../ui/remembered";

/** Canvas sizes of a single picture, and of one among several. */
const alone = { most: 1 << 20, least: 440 };
const together = { most: 400_000, least: 300 };

export interface Geometry {
  raster: Raster;
  /** The width on the screen, in CSS pixels. */
  wide: number;
}

export class Pixels {
  readonly #signal: AbortSignal;
  readonly #changed: () => void;

  /** The reason why the last picture could not be decoded. */
  broken: unknown;
  #decoded: { image: Image; pictures: Pictures | null } | undefined;
  #last: { image: Image; map: Image | Preview } | undefined;
  readonly #sourceOf = remembered(({ labels, n }: Image | Preview, { width, height }: Image) => {
    if (labels === null) throw new Error(say("fault.no_superpixels"));
    return superpixelsOf(labels, width, height, n ?? 0);
  });
  readonly #sized = remembered((source: Superpixels, several: boolean, ratio: number): Geometry => {
    const { most, least } = several ? together : alone;
    const factor = factorFor(source.width, source.height, { most: most * ratio, least: least * ratio });
    const raster = rasterOf(source, factor, Math.max(1, Math.round(ratio)));
    return { raster, wide: Math.round(raster.width / ratio) };
  });

  constructor(
    signal: AbortSignal,
    /** Called when pictures are decoded, or cannot be. */
    changed: () => void,
  ) {
    this.#signal = signal;
    this.#changed = changed;
  }

  /** Return the superpixels to display: those of the preview, or the last ones until it has any. */
  geometry(image: Image, preview: Preview | null, several: boolean): Geometry {
    if (preview === null || this.#last?.image !== image) this.#last = { image, map: image };
    if (preview !== null && preview.labels !== null) this.#last.map = preview;
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    return this.#sized(this.#sourceOf(this.#last.map, image), several, ratio);
  }

  /** Return the pictures of an image; null until they are decoded. */
  pictures(image: Image): Pictures | null {
    if (this.#decoded?.image === image) return this.#decoded.pictures;
    const decoded: { image: Image; pictures: Pictures | null } = { image, pictures: null };
    this.#decoded = decoded;
    this.broken = undefined;
    const settled = () => this.#decoded === decoded && !this.#signal.aborted && this.#changed();
    picturesOf(image)
      .then((pictures) => {
        decoded.pictures = pictures;
      })
      .catch((error: unknown) => {
        if (this.#decoded === decoded) this.broken = error;
      })
      .finally(settled);
    return null;
  }
}
