// Deletion and insertion: the model's answer while features go and come, what raises it most first.
import { decode } from "../../model/codec";
import type { Fidelity, Removal } from "../../model/wire";
import { type Dimension, dimensionOf, hold } from "../../plot/dimension";
import { EndLabels } from "../../plot/labels";
import { curvesOf, put } from "../../plot/parts";
import type { Plot, PlottedStage } from "../../plot/plot";
import { putTicks } from "../../plot/ticks";
import { say } from "../../texts/catalogue";
import { make, mark, write } from "../../ui/elements";
import { aligned, number } from "../../words/format";
import { outputTitle } from "../samples/title";
import { colors } from "./colors";

export class RemovalPlot {
  readonly caption = make("p", { class: "lw-figure-caption" });
  readonly readout = make("p", { class: "lw-figure-readout" });
  readonly #stage: PlottedStage;
  readonly #plot: Plot;
  readonly #x: Dimension;
  readonly #y: Dimension;
  readonly #ends: EndLabels;
  #output = 0;

  constructor(stage: PlottedStage) {
    this.#stage = stage;
    this.#plot = stage.plot("removal");
    const { parts } = stage;
    [this.#x, this.#y] = [dimensionOf(parts("x_removal")), dimensionOf(parts("y_removal"))];
    this.#ends = new EndLabels(this.#plot);
    this.#plot.onSize(() => this.#drawTicks());
  }

  draw(found: Fidelity | null): void {
    const removal = found?.removal ?? null;
    const { root, study } = this.#stage;
    this.#output = removal?.output ?? 0;
    write(this.caption, say("faithful.removal"));
    root.classList.toggle("lw-no-removal", removal === null);
    const sentence =
      removal === null ? (study.live ? say("faithful.no_removal") : "") : removalSentence(removal);
    write(this.readout, sentence);
    mark(this.readout, "data-current", String(removal?.current ?? true));
    // Its figure: curves in another order are gray.
    this.#plot.surface.parentElement?.classList.toggle("lw-former", removal?.current === false);
    if (removal === null) this.#clear();
    else this.#drawCurves(removal);
  }

  #drawCurves(removal: Removal): void {
    const { parts } = this.#stage;
    const { share, deletion, insertion, random } = decoded(removal);
    const values = [...deletion, ...insertion, ...random];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.06 * (high - low) || 0.5;
    this.#x.set(0, 1);
    hold(this.#y, low - room, high + room);
    const backwards = [...random].reverse();
    const mirrored = [...share].map((each) => 1 - each).reverse();
    put(parts("random"), {
      ...curvesOf([
        { x: share, y: random },
        { x: mirrored, y: backwards },
      ]),
      colors: [colors.random, colors.random],
    });
    put(parts("curves"), {
      ...curvesOf([
        { x: share, y: deletion },
        { x: share, y: insertion },
      ]),
      colors: [colors.fresh, colors.left],
    });
    const end = (text: string, y: Float32Array, color: string) => ({
      key: text,
      text,
      color,
      value: y.at(-1) ?? Number.NaN,
      pale: false,
    });
    this.#ends.draw(
      [
        end(say("faithful.deletion"), deletion, colors.fresh),
        end(say("faithful.insertion"), insertion, colors.left),
      ],
      this.#y,
    );
    this.#drawTicks();
  }

  #clear(): void {
    for (const name of ["random", "curves"]) put(this.#stage.parts(name), curvesOf([]));
    this.#ends.clear();
  }

  #drawTicks(): void {
    const { area, axes } = this.#plot;
    if (area === null) return;
    putTicks(axes.x, this.#x, area.width, 60, say("faithful.axis_share"));
    putTicks(axes.y, this.#y, area.height, 36, outputTitle(this.#stage.study, this.#output));
  }
}

function decoded({ share, deletion, insertion, random }: Removal) {
  return {
    share: decode(share, "f4"),
    deletion: decode(deletion, "f4"),
    insertion: decode(insertion, "f4"),
    random: decode(random, "f4"),
  };
}

/** A difference of areas below this share of the range of the answers is none. */
const chance = 0.02;
/** Areas differ from their mean over random orders by more than this number of its standard errors. */
const clear = 2;

/** "Mean answer when what raises it most goes first 0.12, in random order 0.30, ... better than chance both ways." */
export function removalSentence(removal: Removal): string {
  const { deletion_area: gone, insertion_area: come, random_area: random } = removal;
  const text = (value: number) => aligned(value, Math.max(...[gone, come, random].map(Math.abs)));
  const areas = say("faithful.areas", {
    deletion: text(gone),
    random: text(random),
    insertion: text(come),
  });
  const former = say("faithful.order_former", { width: number(removal.kernel_width) });
  return [areas, removal.current ? say(verdictOn(removal)) : former].join(" ");
}

/**
 * Better than chance is less than the mean of random orders by more than its error; worse is more than it by more than
 * one order differs from another.
 */
function verdictOn(removal: Removal) {
  const { deletion_area: gone, insertion_area: come, random_area: random } = removal;
  const { deletion, insertion } = decoded(removal);
  const all = [...deletion, ...insertion];
  const least = chance * (Math.max(...all) - Math.min(...all));
  const gains = [random - gone, come - random];
  const better = gains.filter((gain) => gain > Math.max(least, clear * removal.random_error)).length;
  const worse = gains.filter((gain) => -gain > Math.max(least, removal.random_spread)).length;
  if (better > 0) return better === 2 ? "faithful.order_good" : "faithful.order_half";
  return worse > 0 ? "faithful.order_bad" : "faithful.order_unclear";
}
