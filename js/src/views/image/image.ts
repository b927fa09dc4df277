// The explained image, with its superpixels colored by their weights for one label or for several side by side. A
// click hides a superpixel. lime_widgets/widgets/views/image.py declares it.

import { isCurrent, looks, previewOf, toggleRemoved } from "../../model/study_model";
import type { Image } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { arrange, make, makeButton, mark, show, write } from "../../ui/elements";
import { type Force, frameInForce } from "../../ui/force";
import { makeKey } from "../../ui/key";
import { remembered } from "../../ui/remembered";
import { type Stage, view } from "../../ui/view";
import { sidesOf } from "../../words/wording";
import { hidden } from "../removed/hidden";
import { makeVariantLine } from "../removed/variant";
import { comparedOf, makeLabels } from "./labels";
import { type Colors, colorsOf, lookOf } from "./look";
import { makePanel, type Panel, type Scene } from "./panel";
import { Pixels } from "./pixels";
import { makeSaving } from "./saving";
import { coloredOf, descriptionOf, type Label, type Sources, scenesOf } from "./scenes";
import { makeSegmenting } from "./segmenting";
import { makeShowing } from "./showing";
import { makeStrongest } from "./strongest";
import { idleSentence, labelsOf, offText, traits } from "./study";

export default view("image", (stage: Stage) => {
  const { root, signal, watch, guarded } = stage;
  const image = new ImageView(stage);
  watch([...looks, ...traits], () => image.draw());
  watch(["highlight"], () => image.drawDetail());
  root.addEventListener(
    "lw-theme",
    guarded(() => image.draw()),
    { signal },
  );
});

class ImageView {
  readonly #stage: Stage;

  readonly #detail = make("span", { class: "lw-detail" });
  readonly #pictures = make("div", { class: "lw-panels" });
  readonly #notes = make("div", { class: "lw-image-notes" });
  readonly #key = makeKey();
  readonly #labels;
  readonly #showing;
  readonly #variant;
  readonly #segmenting;
  readonly #pixels;
  readonly #strongest;
  readonly #back;
  readonly #panels: Panel[] = [];
  #scenes: Scene[] = [];
  #shown: readonly Label[] = [];
  /** The panel under the pointer. */
  #pointed = 0;
  #painted = 0;
  readonly #removed = remembered((removed: readonly number[]) => new Set(removed));
  readonly #colors = remembered((_palette: string, _theme?: string): Colors => colorsOf(this.#stage.root));

  constructor(stage: Stage) {
    this.#stage = stage;

    const { study, root, signal, guarded } = stage;
    const redraw = guarded(() => this.draw());
    this.#pixels = new Pixels(signal, redraw);
    this.#labels = makeLabels(study, signal);
    this.#strongest = makeStrongest(study, signal);
    this.#showing = makeShowing(signal, redraw);
    this.#variant = makeVariantLine(study, signal, hidden);
    this.#segmenting = makeSegmenting(study, signal);
    this.#back = makeButton("reset_row", say("image.restore"), say("image.restore_help"), signal, () =>
      study.send({ type: "reset_row" }),
    );
    const saving = makeSaving(() => this.#scenes, this.#detail, signal);
    // An explorer places controls here.
    const room = make("div", { class: "lw-tools-room" });
    root.append(
      this.#labels.node,
      make("div", { class: "lw-tools" }, this.#showing.node, room, this.#back, saving),
      make("div", { class: "lw-image-middle" }, this.#pictures, this.#strongest.node),
      make("div", { class: "lw-top" }, this.#detail, this.#key.node),
      this.#variant.node,
      this.#segmenting.node,
      this.#segmenting.preview,
      this.#notes,
    );
  }

  draw(): void {
    const { study, root } = this.#stage;
    const force = frameInForce(study, root);
    const image = study.get("image") ?? null;
    if (image === null) throw new Error(say("fault.no_image"));
    root.classList.toggle("lw-former", study.get("frames") !== null && !isCurrent(study));
    this.#drawPanels(this.#sources(image, force));
    this.#labels.draw();
    this.#showing.draw(previewOf(study) !== null, offText(study, force?.sweep.output));
    this.#back.disabled = !study.live;
    show(this.#back, study.get("changed") ?? image.changed);
    this.#variant.draw(force, study.get("removed") ?? []);
    this.#segmenting.draw(image.n);
    write(this.#notes, image.notes.join("\n"));
    this.#key.node.classList.toggle("lw-away", root.dataset["shown"] === "0");
    if (force !== null) {
      const sides: readonly [string, string] =
        this.#shown.length > 1 ? [say("image.less"), say("image.more")] : sidesOf(study, force.sweep.output);
      this.#key.draw([...sides], force.sweep.exact || force.sweep.folds > 0);
    }
    this.drawDetail();
  }

  #sources(image: Image, force: Force | null): Sources {
    const { study, root } = this.#stage;
    const preview = previewOf(study);
    const sight = this.#showing.sight();
    const explaining = sight === "explanation" && preview === null;
    const compared = force !== null && explaining ? comparedOf(study) : [];
    return {
      labels: labelsOf(study, force, compared),
      ...this.#pixels.geometry(image, preview, compared.length > 0),
      pictures: this.#pixels.pictures(image),
      sight,
      trying: preview !== null,
      removed: this.#removed((explaining && study.get("removed")) || none),
      look: lookOf(study),
      colors: this.#colors(study.get("palette"), root.dataset["theme"]),
      opacity: Number(study.parameter("opacity") ?? 0.6),
    };
  }

  #drawPanels(sources: Sources): void {
    const { root } = this.#stage;
    this.#shown = sources.labels;
    this.#scenes = scenesOf(sources);
    for (const [k, scene] of this.#scenes.entries()) if (this.#panelAt(k).draw(scene)) this.#painted += 1;
    if (this.#pointed >= this.#scenes.length) this.#pointed = 0;
    arrange(
      this.#pictures,
      this.#scenes.map((_, k) => this.#panelAt(k).node),
    );
    this.#pictures.classList.toggle("lw-several", this.#scenes.length > 1);
    this.#strongest.draw(sources);
    mark(root, "data-painted", String(this.#painted));
    mark(root, "data-shown", String(coloredOf(sources)));
    mark(root, "data-superpixels", String(sources.raster.n));
  }

  #panelAt(k: number): Panel {
    const { study, signal } = this.#stage;
    this.#panels[k] ??= makePanel(
      {
        point: (feature) => this.#point(k, feature),
        toggle: (feature) => toggleRemoved(study, feature),
        say: (feature) => this.#describe(feature) ?? "",
      },
      signal,
    );
    return this.#panels[k];
  }

  #point(panel: number, feature: number): void {
    const same = this.#pointed === panel;
    this.#pointed = panel;
    if (this.#stage.study.get("highlight") !== feature) this.#stage.study.set("highlight", feature);
    else if (!same) this.drawDetail();
  }

  /** Draw what depends on the highlighted superpixel. */
  drawDetail(): void {
    const feature = this.#stage.study.get("highlight");
    for (const [k] of this.#scenes.entries()) this.#panelAt(k).highlight(feature);
    const description = this.#describe(feature);
    const text = description ?? idleSentence(this.#stage.study, this.#showing.sight(), this.#pixels.broken);
    this.#detail.classList.toggle("lw-idle", description === undefined);
    write(this.#detail, text);
    mark(this.#detail, "title", text);
  }

  #describe(feature: number): string | undefined {
    const [label, scene] = [this.#shown[this.#pointed], this.#scenes[this.#pointed]];
    if (label === undefined || scene === undefined) return undefined;
    return descriptionOf(label, scene, feature, this.#stage.study.get("features").names[feature]);
  }
}

const none: readonly number[] = [];
