// States of the study's model for an image. dev/pictures.py makes the pictures; for each label the weights fall off
// around a spot.
import { choice, noise, state, wire } from "./cases.js";

export const widths = Array.from({ length: 65 }, (_, i) => 0.25 * 2 ** ((i - 32) / 8));

const folder = new URL("./pictures/", import.meta.url);
const bytes = async (name) => new DataView(await (await fetch(new URL(name, folder))).arrayBuffer());

/** The kernel's message about a picture. */
export async function imageOf(name, more = {}) {
  const { width, height, n, lengths, values } = await (await fetch(new URL(`${name}.json`, folder))).json();
  const ints = (list) => wire("i4", [list.length], list);
  return {
    width,
    height,
    changed: false,
    picture: { mime: "image/png", data: await bytes(`${name}.png`) },
    filled: { mime: "image/png", data: await bytes(`${name}_hidden.png`) },
    labels: { lengths: ints(lengths), values: ints(values) },
    n,
    notes: [],
    fill_name: "each superpixel in its mean color",
    ...more,
  };
}

/** The positions of the superpixels, from 0 to 1. */
function centers({ width, height, n, labels }) {
  const lengths = new Int32Array(labels.lengths.data.buffer);
  const values = new Int32Array(labels.values.data.buffer);
  const sums = Array.from({ length: n }, () => [0, 0, 0]);
  let pixel = 0;
  lengths.forEach((length, k) => {
    const sum = sums[values[k]];
    for (let i = 0; i < length; i += 1, pixel += 1) {
      if (sum === undefined) continue;
      sum[0] += (pixel % width) / width;
      sum[1] += Math.floor(pixel / width) / height;
      sum[2] += 1;
    }
  });
  return sums.map(([x, y, size]) => [x / size, y / size]);
}

const spots = [
  [0.5, 0.55],
  [0.85, 0.75],
  [0.2, 0.2],
  [0.75, 0.2],
  [0.3, 0.8],
];

export function framesFor(
  image,
  { output = 0, generation = 1, n = 1024, K = image.n, grid = widths, exact = false } = {},
) {
  const [sx, sy] = spots[output % spots.length];
  const random = noise(11 + 13 * output + generation);
  const base = centers(image).map(
    ([x, y]) => 0.4 * Math.exp(-8 * ((x - sx) ** 2 + (y - sy) ** 2)) - 0.04 + 0.05 * random(),
  );
  const drift = base.map(() => 0.03 * random());
  const flat = { features: [], coef: [], stderr: [] };
  for (const width of grid) {
    const t = Math.log2(width / 0.25);
    const bars = base.map((b, j) => ({ j, w: b + drift[j] * t }));
    bars.sort((a, b) => Math.abs(b.w) - Math.abs(a.w));
    for (const { j, w } of bars.slice(0, K)) {
      flat.features.push(j);
      flat.coef.push(w);
      flat.stderr.push(exact ? 0 : (0.012 * 2 ** (-t / 4)) / Math.sqrt(n / 1024));
    }
  }
  const T = grid.length;
  const one = (value) => wire("f4", [T], grid.map(value));
  return {
    generation,
    n_samples: n,
    n_rows: n,
    exact,
    complete: T > 1,
    output,
    kernel_width: wire("f8", [T], grid),
    features: wire("i4", [T, K], flat.features),
    coef: wire("f4", [T, K], flat.coef),
    stderr: wire("f4", [T, K], flat.stderr),
    intercept: one(() => 0.1),
    score: one((width) => 0.8 / (1 + width)),
    ess: one((width) => n / (1 + 0.1 / width ** 2)),
    local_prediction: one((width) => 0.9 + width / 10),
    doubts: wire(
      "i4",
      [T],
      grid.map((width) => (width < 0.03 ? 1 : 0)),
    ),
  };
}

const range = (name, label, group, min, max, step, standard, help = "") => ({
  name,
  label,
  help,
  group,
  kind: "range",
  min,
  max,
  step,
  default: standard,
});

const lookControls = (n) => [
  choice(
    "sign",
    "Shown",
    "look",
    [
      ["both", "positive and negative"],
      ["positive", "positive"],
      ["negative", "negative"],
    ],
    "both",
    "Which superpixels are shown.",
  ),
  {
    name: "shown",
    label: "Superpixels shown",
    help: "Number of superpixels shown, the strongest first.",
    group: "look",
    kind: "count",
    min: 1,
    max: n,
    default: null,
  },
  {
    name: "min_weight",
    label: "Smallest weight",
    help: "Smaller weights are not shown.",
    group: "look",
    kind: "weight",
    default: 0,
  },
  { name: "hide_rest", label: "Hide the rest", help: "", group: "look", kind: "switch", default: false },
  range("opacity", "Opacity", "look", 0, 1, 0.05, 0.6),
  { name: "boundaries", label: "Boundaries", help: "", group: "look", kind: "switch", default: true },
];

const fillControl = {
  ...choice(
    "fill",
    "Hidden parts show",
    "neighborhood",
    [
      ["mean", "mean color"],
      ["blur", "blurred"],
      ["noise", "noise"],
      ["color", "a color"],
    ],
    "mean",
    "What a superpixel shows when it is hidden.",
  ),
  kind: "fill",
};

const option = (name, label, help, min, max, step, standard, scale = null) => ({
  name,
  label,
  help,
  min,
  max,
  step,
  default: standard,
  scale,
});
const segmentations = [
  {
    value: "quickshift",
    label: "quickshift",
    options: [
      option(
        "kernel_size",
        "Kernel size",
        "Amount of smoothing; larger gives fewer superpixels.",
        1,
        20,
        0.5,
        4,
      ),
      option("max_dist", "Cut", "The largest distance within a superpixel.", 1, 400, 1, 200, "log"),
      option("ratio", "Color weight", "Weight of color against position.", 0, 1, 0.05, 0.2),
    ],
  },
  {
    value: "slic",
    label: "SLIC",
    options: [
      option("n_segments", "Superpixels", "Approximate number of superpixels.", 4, 500, 1, 60, "log"),
      option("compactness", "Compactness", "How square the superpixels are.", 0.1, 100, 0.1, 10, "log"),
    ],
  },
  {
    value: "grid",
    label: "squares",
    options: [option("size", "Size", "Pixels along a side.", 1, 64, 1, 16, "log")],
  },
];

const imagenet = Array.from({ length: 1000 }, (_, i) => `label ${i}`);
["espresso", "cup", "coffee mug", "eggnog", "soup bowl", "consomme", "Egyptian cat"].forEach((name, i) => {
  imagenet[i] = name;
});
const answers = imagenet.map((_, i) => [0.951, 0.0204, 0.0121, 0.006, 0.0024, 0.0011][i] ?? 1e-5 / (1 + i));

async function imageState(
  name,
  { about = {}, more = {}, names = imagenet, values = answers, ...options } = {},
) {
  const image = await imageOf(name, about);
  const over = state({
    outputs: { names, kind: "probability" },
    prediction: { values, low: 0, high: 1 },
    output: 0,
    kernel_width: 0.25,
    default_kernel_width: 0.25,
    grid: wire("f8", [widths.length], widths),
    n_samples: 1024,
    n_model_calls: 1024,
    n_features: image.n,
    row: [],
    text: null,
    image,
    features: { names: Array.from({ length: image.n }, (_, i) => `superpixel ${i}`), columns: [] },
    frames: framesFor(image, options),
    segmentations,
    segmentation: "quickshift",
    segmentation_options: { kernel_size: 4, max_dist: 200, ratio: 0.2 },
    fill: "mean",
    sign: "both",
    shown: null,
    min_weight: 0,
    hide_rest: false,
    opacity: 0.6,
    boundaries: true,
    removed: [],
    variant: null,
    compared: [],
    comparisons: [],
    preview: null,
    ...more,
  });
  const keep = ["output", "kernel_width", "n_features", "n_samples", "random_state", "kernel", "palette"];
  const kept = over.controls.filter(
    (each) => keep.includes(each.name) && (names.length > 1 || each.name !== "output"),
  );
  const palette = kept.pop();
  over.controls = [...kept, fillControl, ...lookControls(image.n), palette];
  return over;
}

const compare = async () => {
  const over = await imageState("both");
  return {
    ...over,
    compared: [1, 2],
    comparisons: [1, 2].map((output) => framesFor(over.image, { output })),
  };
};

export const images = {
  coffee: () => imageState("coffee"),
  coffeeSlic: () => imageState("coffee84"),
  strongest: () => imageState("coffee84", { more: { shown: 10 } }),
  hidden: () => imageState("coffee84", { more: { shown: 6, sign: "positive", hide_rest: true } }),
  large: () => imageState("large"),
  line: () => imageState("line"),
  column: () => imageState("column"),
  both: () => imageState("both"),
  compare,
  switched: () =>
    imageState("coffee84", {
      more: { removed: [27, 30, 33], variant: { removed: [27, 30, 33], values: [0.41], error: null } },
      about: { changed: true, notes: ["The alpha channel is left out: the model gets red, green and blue."] },
    }),
  digit: () =>
    imageState("digit", {
      names: ["3", "5", "8"],
      values: [0.9, 0.04, 0.06],
      exact: false,
    }),
  imageWaiting: () =>
    imageState("coffee84", {
      more: {
        frames: null,
        status: "sampling",
        progress: 0,
        prediction: { values: [], low: 0, high: 1 },
        features: { names: [], columns: [] },
        n_model_calls: 0,
      },
    }),
  imageFailed: () =>
    imageState("coffee84", {
      more: {
        status: "failed",
        error: "The model raised ValueError: channels. Expected a model that takes images.",
      },
    }),
};
