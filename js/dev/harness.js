// Show the built bundles with a mock kernel: ?case=bike&theme=dark&width=0.5&views=controls,bars&kernel=none.
// `window.study` is the mock of the study's model.
import { cases, makeFrames } from "./cases.js";
import { Model, viewModel } from "./doubles.js";
import { framesFor, imageOf, images } from "./images.js";
import { explained, texts } from "./texts.js";

const query = new URLSearchParams(location.search);
document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
if (query.get("theme") === "none") delete document.body.dataset.jpThemeLight;
const study = new Model(await { ...cases, ...texts, ...images }[query.get("case") ?? "bike"]());
const first = study.get("text")?.text;
if (query.has("width")) study.state.kernel_width = Number(query.get("width"));
if (query.has("palette")) study.state.palette = query.get("palette");
if (query.get("kernel") === "none") study.comm_live = false;
window.study = study;
const pictured = (study.get("image") ?? null) !== null;

let generation = 1;
study.told = ({ type, column, value }) => {
  const row = study.get("row");
  if (type === "text" || (type === "reset_row" && first !== undefined)) {
    generation += 1;
    const text = type === "text" ? value : first;
    const options = { mask: study.get("mask"), changed: text !== first, generation, seed: generation * 7 };
    setTimeout(() => study.receive(explained(text, options)), 200);
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
    setTimeout(() => study.receive({ row: edited, ...sweep() }), 60);
  } else if (type === "reset_row") study.receive({ row: row.map((cell) => ({ ...cell, changed: false })) });
  else if (type === "cancel") study.receive({ status: "cancelled" });
  else if (type === "resume") study.receive({ status: "sampling" });
  else if (type === "discard") study.receive({ preview: null });
};
if (pictured) {
  const ordinary = study.told;
  study.told = (message) => {
    if (message.type === "segment") preview(message);
    else if (message.type === "adopt") adopt();
    else ordinary(message);
  };
}
const drafts = [20, 40, 60, 84, 120, 200];
/** Select the nearest of the available label maps. */
async function preview({ segmentation, options }) {
  study.receive({
    preview: { segmentation, options, n: null, labels: study.get("preview")?.labels ?? null, error: null },
  });
  const wanted = options.n_segments ?? 2000 / (options.max_dist ?? options.size * 2);
  const [n] = drafts.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  const image = await imageOf(`coffee${n}`);
  const error =
    options.size === 64 ? "There is one superpixel. Expected two at least. Make the squares smaller." : null;
  const found = error === null ? { n: image.n, labels: image.labels } : { n: null, labels: null };
  setTimeout(() => study.receive({ preview: { segmentation, options, error, ...found } }), 80);
}
function adopt() {
  const { n, labels, segmentation, options } = study.get("preview");
  const image = { ...study.get("image"), n, labels };
  generation += 1;
  study.receive({
    image,
    preview: null,
    segmentation,
    segmentation_options: options,
    features: { names: Array.from({ length: n }, (_, i) => `superpixel ${i}`), columns: [] },
    frames: framesFor(image, { output: study.get("output"), generation }),
    removed: [],
    variant: null,
  });
}
study.saved = (saved) => {
  if ("removed" in saved) {
    const { removed } = saved;
    if (removed.length === 0) return study.receive({ variant: null });
    study.receive({ variant: { removed, values: null, error: null } });
    const p = 0.98 / (1 + removed.length);
    const values = pictured ? study.get("prediction").values.map((each) => each * p) : [1 - p, p];
    setTimeout(() => study.receive({ variant: { removed, values, error: null } }), 150);
  }
  if (pictured && "compared" in saved) {
    const comparisons = saved.compared.map((output) => framesFor(study.get("image"), { output }));
    setTimeout(() => study.receive({ comparisons }), 60);
  }
  if ("random_state" in saved || "output" in saved) setTimeout(() => study.receive(sweep()), 30);
};
const sweep = () => {
  generation += 1;
  if (pictured) return { frames: framesFor(study.get("image"), { output: study.get("output"), generation }) };
  const { n_samples: n, features } = study.get("frames");
  const [p, K] = [study.get("features").names.length, features.shape[1]];
  return { frames: makeFrames({ p, K, n, seed: generation * 7, output: study.get("output"), generation }) };
};

const pictures = first === undefined ? [] : ["text"];
const views = ["summary", "controls", ...(pictured ? ["image"] : pictures), "bars"];
if (first !== undefined) views.push("table");
const wanted = query.get("views")?.split(",") ?? views;
const built = "../../lime_widgets/static/front_end";
const { start } = await import(`${built}.js`);
const drawn = start("dev", await (await fetch(`${built}.css`)).text());
for (const name of views.filter((each) => wanted.includes(each)))
  await drawn[name].render({ model: viewModel(study), el: document.getElementById(name) });
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
