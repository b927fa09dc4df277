// Show the built bundles with a mock kernel: ?case=bike&theme=dark&width=0.5&views=controls,bars&kernel=none.
// `window.mirror` is the mock of the study's model.
import { cases, makeFrames } from "./cases.js";
import { Model, viewModel } from "./doubles.js";
import { framesFor, imageOf, images } from "./images.js";
import { explained, texts } from "./texts.js";

const query = new URLSearchParams(location.search);
document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
if (query.get("theme") === "none") delete document.body.dataset.jpThemeLight;
const mirror = new Model(await { ...cases, ...texts, ...images }[query.get("case") ?? "bike"]());
const first = mirror.get("text")?.text;
if (query.has("width")) mirror.state.kernel_width = Number(query.get("width"));
if (query.has("palette")) mirror.state.palette = query.get("palette");
if (query.get("kernel") === "none") mirror.comm_live = false;
window.mirror = mirror;
const pictured = (mirror.get("image") ?? null) !== null;

let generation = 1;
mirror.told = ({ type, column, value }) => {
  const row = mirror.get("row");
  if (type === "text" || (type === "reset_row" && first !== undefined)) {
    generation += 1;
    const text = type === "text" ? value : first;
    const options = { mask: mirror.get("mask"), changed: text !== first, generation, seed: generation * 7 };
    setTimeout(() => mirror.receive(explained(text, options)), 200);
    return;
  }
  if (type === "edit") {
    const edited = row.map((cell) =>
      cell.column === column
        ? {
            ...cell,
            text: value ?? "",
            value: cell.kind === "number" && value !== null ? Number(value) : value,
            changed: true,
          }
        : cell,
    );
    setTimeout(() => mirror.receive({ row: edited, ...sweep() }), 60);
  } else if (type === "reset_row") mirror.receive({ row: row.map((cell) => ({ ...cell, changed: false })) });
  else if (type === "cancel") mirror.receive({ status: "cancelled" });
  else if (type === "resume") mirror.receive({ status: "sampling" });
  else if (type === "discard") mirror.receive({ preview: null });
};
if (pictured) {
  const ordinary = mirror.told;
  mirror.told = (message) => {
    if (message.type === "segment") preview(message);
    else if (message.type === "adopt") adopt();
    else ordinary(message);
  };
}
const drafts = [20, 40, 60, 84, 120, 200];
/** Select the nearest of the available label maps. */
async function preview({ segmentation, options }) {
  mirror.receive({
    preview: { segmentation, options, n: null, labels: mirror.get("preview")?.labels ?? null, error: null },
  });
  const wanted = options.n_segments ?? 2000 / (options.max_dist ?? options.size * 2);
  const [n] = drafts.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  const image = await imageOf(`coffee${n}`);
  const error =
    options.size === 64 ? "There is one superpixel. Expected two at least. Make the squares smaller." : null;
  const found = error === null ? { n: image.n, labels: image.labels } : { n: null, labels: null };
  setTimeout(() => mirror.receive({ preview: { segmentation, options, error, ...found } }), 80);
}
function adopt() {
  const { n, labels, segmentation, options } = mirror.get("preview");
  const image = { ...mirror.get("image"), n, labels };
  generation += 1;
  mirror.receive({
    image,
    preview: null,
    segmentation,
    segmentation_options: options,
    features: { names: Array.from({ length: n }, (_, i) => `superpixel ${i}`), columns: [] },
    frames: framesFor(image, { output: mirror.get("output"), generation }),
    removed: [],
    variant: null,
  });
}
mirror.saved = (saved) => {
  if ("removed" in saved) {
    const { removed } = saved;
    if (removed.length === 0) return mirror.receive({ variant: null });
    mirror.receive({ variant: { removed, values: null, error: null } });
    const p = 0.98 / (1 + removed.length);
    const values = pictured ? mirror.get("prediction").values.map((each) => each * p) : [1 - p, p];
    setTimeout(() => mirror.receive({ variant: { removed, values, error: null } }), 150);
  }
  if (pictured && "compared" in saved) {
    const comparisons = saved.compared.map((output) => framesFor(mirror.get("image"), { output }));
    setTimeout(() => mirror.receive({ comparisons }), 60);
  }
  if ("random_state" in saved || "output" in saved) setTimeout(() => mirror.receive(sweep()), 30);
};
const sweep = () => {
  generation += 1;
  if (pictured)
    return { frames: framesFor(mirror.get("image"), { output: mirror.get("output"), generation }) };
  const { n_samples: n, features } = mirror.get("frames");
  const [p, K] = [mirror.get("features").names.length, features.shape[1]];
  return { frames: makeFrames({ p, K, n, seed: generation * 7, output: mirror.get("output"), generation }) };
};

const pictures = first === undefined ? [] : ["text"];
const views = ["summary", "controls", ...(pictured ? ["image"] : pictures), "bars"];
if (first !== undefined) views.push("table");
const wanted = query.get("views")?.split(",") ?? views;
for (const name of views.filter((each) => wanted.includes(each))) {
  const { default: widget } = await import(`../../lime_widgets/static/views/${name}.js`);
  await widget.render({ model: viewModel(mirror), el: document.getElementById(name) });
}
document.body.dataset.ready = "true";

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];

/** Measure a step in ms, median and 95 %: our own code, then the browser's style and layout. */
window.measure = (steps = 200, step = undefined) => {
  const slider = document.querySelector('[data-parameter="kernel_width"]');
  const drag = (k) => {
    slider.value = String(2 + (k % Number(slider.max - 2)));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const [draw, layout] = [[], []];
  for (let k = 0; k < steps; k += 1) {
    const start = performance.now();
    (step ?? drag)(k);
    const drawn = performance.now();
    document.body.getBoundingClientRect();
    draw.push(drawn - start);
    layout.push(performance.now() - drawn);
  }
  return { draw: [at(draw, 0.5), at(draw, 0.95)], layout: [at(layout, 0.5), at(layout, 0.95)] };
};

/** Measure a step until the next picture after it is on the screen. */
window.frames = async (steps = 60, step = undefined) => {
  const times = [];
  for (let k = 0; k < steps; k += 1) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    step(k);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return [at(times, 0.5), at(times, 0.95)];
};
