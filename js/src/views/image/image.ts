// The explained image, with its superpixels colored by their weights for one label or for several side by side. A
// click hides a superpixel. lime_widgets/widgets/views/image.py declares it.

import { isCurrent, looks, previewOf, toggleRemoved } from "../../model/study_model";
import { type Superpixels, superpixelsOf } from "../../model/superpixels";
import type { Image, Preview } from "../../model/wire";
import { emptyPaint, type Paint } from "../../plot/overlay";
import { type Pictures, picturesOf } from "../../plot/pictures";
import { factorFor, type Raster, rasterOf } from "../../plot/raster";
import { arrange, make, makeButton, mark, show, write } from "../../ui/elements";
import { type Force, forceOf, frameInForce } from "../../ui/force";
import { makeKey } from "../../ui/key";
import { remembered } from "../../ui/remembered";
import { type Stage, view } from "../../ui/view";
import { emptySentence, hint, measureOf, nameOf, sidesOf, weightSentence } from "../../ui/wording";
import { hidden } from "../removed/hidden";
import { makeVariantLine } from "../removed/variant";
import { answerText, comparedOf, makeLabels } from "./labels";
import { type Colors, chosen, colorsOf, lookOf, paintOf } from "./look";
import { makePanel, type Panel, type Scene } from "./panel";
import { save } from "./saving";
import { makeSegmenting } from "./segmenting";
import { makeShowing } from "./showing";

/** Canvas sizes of a single picture, and of one among several. */
const alone = { most: 1 << 20, least: 440 };
const together = { most: 400_000, least: 300 };

interface Geometry {
  raster: Raster;
  wide: number;
}

export default view("image", ({ study, root, signal, watch }: Stage) => {
  const detail = make("span", { class: "lw-detail" });
  const key = makeKey();
  const labels = makeLabels(study, signal);
  const showing = makeShowing(signal, () => draw());
  const back = makeButton("reset_row", "Restore image", "Explain the original image again", signal, () =>
    study.send({ type: "reset_row" }),
  );
  const saving = makeButton("save", "Save PNG", "Save the displayed image as a PNG file", signal, () => {
    save(
      panels.flatMap(({ scene }) => scene ?? []),
      "explanation.png",
    ).catch((error: unknown) => write(detail, String(error)));
  });
  const tools = make("div", { class: "lw-tools" }, showing.node, back, saving);
  const pictures = make("div", { class: "lw-panels" });
  const variant = makeVariantLine(study, signal, hidden);
  const notes = make("div", { class: "lw-image-notes" });
  const segmenting = makeSegmenting(study, signal);
  root.append(
    labels.node,
    tools,
    make("div", { class: "lw-top" }, detail, key.node),
    pictures,
    variant.node,
    segmenting.node,
    segmenting.preview,
    notes,
  );

  const panels: { panel: Panel; scene?: Scene; output?: number | undefined }[] = [];
  /** The displayed frame. */
  let force: Force | null = null;
  let pointed = 0;
  let painted = 0;
  let opened: Image | undefined;
  let decoded: Pictures | null = null;
  let broken: unknown;

  const toggle = (feature: number) => toggleRemoved(study, feature);
  const panelAt = (k: number) => {
    const known = panels[k];
    if (known !== undefined) return known;
    const hand = {
      point(feature: number) {
        const same = pointed === k;
        pointed = k;
        if (study.get("highlight") !== feature) study.set("highlight", feature);
        else if (!same) updateDetail();
      },
      toggle,
      say: (feature: number) => detailOf(feature) ?? "",
    };
    panels[k] = { panel: makePanel(hand, signal) };
    return panels[k];
  };

  const sourceOf = remembered(({ labels: runs, n }: Image | Preview, { width, height }: Image) => {
    if (runs === null) throw new Error("There are no superpixels.");
    return superpixelsOf(runs, width, height, n ?? 0);
  });
  const geometry = remembered((source: Superpixels, several: boolean, ratio: number): Geometry => {
    const { most, least } = several ? together : alone;
    const factor = factorFor(source.width, source.height, { most: most * ratio, least: least * ratio });
    const raster = rasterOf(source, factor, Math.max(1, Math.round(ratio)));
    return { raster, wide: Math.round(raster.width / ratio) };
  });
  const picturesFor = (image: Image): Pictures | null => {
    if (opened === image) return decoded;
    [opened, decoded, broken] = [image, null, undefined];
    picturesOf(image)
      .then((found) => {
        if (signal.aborted || opened !== image) return;
        decoded = found;
        draw();
      })
      .catch((error: unknown) => {
        broken = error;
        updateDetail();
      });
    return null;
  };
  let last: { image: Image; map: Image | Preview } | undefined;
  /** Return the superpixels to display: those of the preview, or the last ones until it has any. */
  const mapOf = (image: Image, preview: Preview | null) => {
    if (preview === null || last?.image !== image) last = { image, map: image };
    if (preview !== null && preview.labels !== null) last.map = preview;
    return last.map;
  };
  const removedOf = remembered((removed: readonly number[]) => new Set(removed));
  const colorsFor = remembered((_palette: string, _theme: string | undefined): Colors => colorsOf(root));

  const drawScenes = () => {
    force = frameInForce(study, root);
    const image = study.get("image") ?? null;
    if (image === null) throw new Error("It shows images, and this study explains none.");
    const preview = previewOf(study);
    const trying = preview !== null;
    const sight = showing.sight();
    const explaining = sight === "explanation" && !trying;
    root.classList.toggle("lw-former", study.get("frames") !== null && !isCurrent(study));

    const compared = force !== null && explaining ? comparedOf(study) : [];
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const { raster, wide } = geometry(sourceOf(mapOf(image, preview), image), compared.length > 0, ratio);
    const look = lookOf(study);
    const removed = removedOf((explaining && study.get("removed")) || none);
    const colors = colorsFor(study.get("palette"), root.dataset["theme"]);
    const shared = {
      raster,
      wide,
      removed,
      pictures: picturesFor(image),
      opacity: Number(study.parameter("opacity") ?? 0.6),
      hidden: sight === "hidden" && !trying,
      touchable: !trying && sight !== "hidden",
    };
    const { n } = raster;
    const plain = emptyPaint(n, trying || (force === null && explaining));

    let shown = 0;
    const paintFor = (sweep: typeof force): Paint => {
      if (sweep === null || !explaining) return plain;
      const bars = chosen(sweep.frame.bars, look);
      if (sweep === force) shown = bars.length;
      return paintOf(n, bars, removed, look, measureOf(study, sweep.sweep, sweep.frame), colors);
    };
    const explained = force?.sweep.output;
    const wanted = [explained, ...compared.filter((each) => each !== explained)];
    const nodes = wanted.map((output, k) => {
      const one = panelAt(k);
      const title = wanted.length > 1 && output !== undefined ? titleOf(output) : "";
      const own = k === 0 ? force : beside(output);
      one.scene = { ...shared, title, paint: paintFor(own) };
      one.output = output;
      if (one.panel.draw(one.scene)) painted += 1;
      return one.panel.node;
    });
    for (const unused of panels.slice(nodes.length)) delete unused.scene;
    if (pointed >= nodes.length) pointed = 0;
    arrange(pictures, nodes);
    pictures.classList.toggle("lw-several", nodes.length > 1);
    mark(root, "data-painted", String(painted));
    mark(root, "data-shown", String(shown));
    mark(root, "data-superpixels", String(n));
  };

  const titleOf = (output: number) => `${nameOf(study, output)} ${answerText(study, output)}`;
  /** Return the frame of a label that is displayed beside the explained one. */
  const beside = (output: number | undefined) =>
    forceOf(
      study,
      (study.get("comparisons") ?? []).find((each) => each.output === output),
    );

  const draw = () => {
    drawScenes();
    const image = study.get("image");
    labels.draw();
    showing.draw(previewOf(study) !== null);
    back.disabled = !study.live;
    show(back, (study.get("changed") ?? image?.changed) === true);
    variant.draw(force, study.get("removed") ?? []);
    segmenting.draw(image?.n ?? 0);
    write(notes, (image?.notes ?? []).join("\n"));
    key.node.classList.toggle("lw-away", root.dataset["shown"] === "0");
    if (force !== null) {
      const several = panels[1]?.scene !== undefined;
      key.draw(
        several ? ["less likely", "more likely"] : sidesOf(study, force.sweep.output),
        force.sweep.exact,
      );
    }
    updateDetail();
  };

  const updateDetail = () => {
    const feature = study.get("highlight");
    for (const { panel, scene } of panels) if (scene !== undefined) panel.highlight(feature);
    const description = detailOf(feature);
    detail.classList.toggle("lw-idle", description === undefined);
    const text = description ?? idleSentence();
    write(detail, text);
    mark(detail, "title", text);
  };

  const idleSentence = () => {
    if (broken !== undefined) return `The image could not be decoded: ${String(broken)}`;
    if (previewOf(study) !== null) return "Preview: only the superpixels are shown.";
    if (showing.sight() === "hidden") return `Everything hidden: ${study.get("image")?.fill_name ?? ""}.`;
    if (study.get("frames") === null) return emptySentence(study);
    if (!isCurrent(study))
      return "This is the previous image. The model has not answered about the new one yet.";
    return hint(study, "Point at a superpixel for its weight", ", click it to hide it.");
  };

  const detailOf = (feature: number) => {
    const one = panels[pointed];
    const first = panels[0]?.output;
    const own = one?.output === undefined || one.output === first ? force : beside(one.output);
    const name = study.get("features").names[feature];
    if (one?.scene?.touchable !== true || own === null || name === undefined) return undefined;
    const bar = own.frame.bars.find((each) => each.feature === feature);
    const out = one.scene.removed.has(feature) ? " · hidden" : "";
    if (bar === undefined) return `${name}: not among the ${own.frame.bars.length} in the explanation${out}`;
    return weightSentence(bar, name, measureOf(study, own.sweep, own.frame)) + out;
  };

  watch([...looks, ...traits], draw);
  watch(["highlight"], updateDetail);
  root.addEventListener("lw-theme", draw, { signal });
});

const none: readonly number[] = [];

/** The displayed data, apart from the appearance. */
const traits = [
  "frames",
  "kernel_width",
  "features",
  "outputs",
  "output",
  "prediction",
  "image",
  "removed",
  "variant",
  "current",
  "changed",
  "status",
  "compared",
  "comparisons",
  "preview",
  "segmentations",
  "segmentation",
  "segmentation_options",
];
