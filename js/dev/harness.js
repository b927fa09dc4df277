// Shows the built bundles with a mock kernel: ?case=bike&theme=dark&width=0.5. `window.mirror` is the mock mirror.
import { cases, makeFrames } from "./cases.js";
import { Model, viewModel } from "./doubles.js";
import { explained, texts } from "./texts.js";

const query = new URLSearchParams(location.search);
document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
if (query.get("theme") === "none") delete document.body.dataset.jpThemeLight;
const mirror = new Model({ ...cases, ...texts }[query.get("case") ?? "bike"]());
const first = mirror.get("text")?.text;
if (query.has("width")) mirror.state.kernel_width = Number(query.get("width"));
if (query.has("palette")) mirror.state.palette = query.get("palette");
window.mirror = mirror;

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
};
mirror.saved = (saved) => {
  if ("removed" in saved) {
    const { removed } = saved;
    if (removed.length === 0) return mirror.receive({ variant: null });
    mirror.receive({ variant: { removed, values: null, error: null } });
    const p = 0.98 / (1 + removed.length);
    setTimeout(() => mirror.receive({ variant: { removed, values: [1 - p, p], error: null } }), 150);
  }
  if ("random_state" in saved || "output" in saved) setTimeout(() => mirror.receive(sweep()), 30);
};
const sweep = () => {
  generation += 1;
  const { n_samples: n, features } = mirror.get("frames");
  const [p, K] = [mirror.get("features").names.length, features.shape[1]];
  return { frames: makeFrames({ p, K, n, seed: generation * 7, output: mirror.get("output"), generation }) };
};

const views =
  first === undefined ? ["summary", "controls", "bars"] : ["summary", "controls", "text", "bars", "table"];
for (const name of views) {
  const { default: widget } = await import(`../../lime_widgets/static/${name}.js`);
  await widget.render({ model: viewModel(mirror), el: document.getElementById(name) });
}
document.body.dataset.ready = "true";

/** What a step of the width slider costs, in ms: our own code, then the browser's style and layout. */
window.measure = (steps = 200) => {
  const slider = document.querySelector('[data-parameter="kernel_width"]');
  const [draw, layout] = [[], []];
  for (let k = 0; k < steps; k += 1) {
    const start = performance.now();
    slider.value = String(20 + (k % 90));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const drawn = performance.now();
    document.body.getBoundingClientRect();
    draw.push(drawn - start);
    layout.push(performance.now() - drawn);
  }
  const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
  return { draw: [at(draw, 0.5), at(draw, 0.95)], layout: [at(layout, 0.5), at(layout, 0.95)] };
};
