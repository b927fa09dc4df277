// States of the study's model as the kernel would send them, made by a small deterministic replacement of the engine.

const types = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u1: Uint8Array };
export const wire = (dtype, shape, values) => ({
  dtype,
  shape,
  data: new DataView(types[dtype].from(values).buffer),
});

export function noise(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296 - 0.5;
  };
}

export const grid = Array.from({ length: 129 }, (_, i) => 2 ** ((i - 64) / 12));

/** A sweep over `widths`: weights drift and change order with the width, and errors grow as it shrinks. */
export function makeFrames({
  p,
  K,
  widths = grid,
  scale = 0.4,
  seed = 7,
  output = 0,
  generation = 1,
  n = 4096,
  spread = 1,
}) {
  const random = noise(seed);
  const base = Array.from({ length: p }, (_, j) => (2 * random() * scale) / (1 + j * 0.25));
  const drift = base.map(() => random() * scale * 0.6);
  const flat = { features: [], coef: [], stderr: [] };
  const one = { intercept: [], score: [], ess: [], local: [], doubts: [] };
  for (const width of widths) {
    const t = Math.log2(width) / 6;
    const ess = n / (1 + (1.1 / width) ** 2);
    const rows = base
      .map((b, j) => ({
        j,
        w: b + drift[j] * t,
        e: (spread * scale * (0.3 + Math.abs(drift[j]))) / Math.sqrt(ess / 8),
      }))
      .sort((a, b) => Math.abs(b.w) - Math.abs(a.w))
      .slice(0, K);
    for (const { j, w, e } of rows) {
      flat.features.push(j);
      flat.coef.push(w);
      flat.stderr.push(e);
    }
    one.intercept.push(0.3 * scale);
    one.score.push(0.9 / (1 + width / 3));
    one.ess.push(ess);
    one.local.push(scale * (2 + t / 3));
    one.doubts.push((ess < 60 ? 1 : 0) | (width > 8 ? 2 : 0) | (width < 0.06 ? 4 : 0));
  }
  const T = widths.length;
  return {
    generation,
    n_samples: n,
    complete: T > 1,
    output,
    kernel_width: wire("f8", [T], widths),
    features: wire("i4", [T, K], flat.features),
    coef: wire("f4", [T, K], flat.coef),
    stderr: wire("f4", [T, K], flat.stderr),
    intercept: wire("f4", [T], one.intercept),
    score: wire("f4", [T], one.score),
    ess: wire("f4", [T], one.ess),
    local_prediction: wire("f4", [T], one.local),
    doubts: wire("i4", [T], one.doubts),
  };
}

const number = (column, value, step = 0.1, changed = false, missing_allowed = false) => ({
  column,
  kind: "number",
  text: value === null ? "" : String(value),
  value,
  step,
  changed,
  missing_allowed,
});
const category = (column, value, options, changed = false) => ({
  column,
  kind: "category",
  text: value,
  value,
  options,
  changed,
  missing_allowed: false,
});

export const choice = (name, label, group, options, standard, help) => ({
  name,
  label,
  group,
  help,
  kind: "choice",
  default: standard,
  options: options.map((o) =>
    Array.isArray(o) ? { value: o[0], label: o[1], disabled: o[2] ?? false } : { value: o, label: o },
  ),
});

function controlsFor(p, outputs) {
  return [
    choice(
      "output",
      "Explained output",
      "explain",
      outputs.map((o, i) => [i, o]),
      0,
      "The explained class or output.",
    ),
    {
      name: "kernel_width",
      label: "Kernel width",
      help: "Width of the neighborhood, in units of the distance.",
      group: "explain",
      kind: "width",
      default: 1,
    },
    {
      name: "n_features",
      label: "Features",
      help: "Largest number of features in the explanation.",
      group: "explain",
      kind: "range",
      min: 1,
      max: p,
      step: 1,
      default: Math.min(10, p),
    },
    {
      name: "n_samples",
      label: "Samples",
      help: "Number of model evaluations.",
      group: "neighborhood",
      kind: "log",
      min: 64,
      max: 65536,
      default: 4096,
    },
    {
      name: "random_state",
      label: "Seed",
      help: "Seed of the random samples.",
      group: "neighborhood",
      kind: "seed",
      min: 0,
      max: 4294967295,
      step: 1,
      default: 0,
    },
    choice(
      "discretizer",
      "Discretizer",
      "neighborhood",
      ["quartile", "decile", "entropy", "none", ["custom", "custom", true]],
      "quartile",
      "How numeric columns are divided into bins.",
    ),
    choice(
      "design",
      "Sampling",
      "neighborhood",
      [
        ["sobol", "even (Sobol)"],
        ["independent", "random"],
      ],
      "sobol",
      "How the samples are drawn.",
    ),
    {
      name: "sample_around_instance",
      label: "Sample around the row",
      help: "Draw samples around the row instead of around the data.",
      group: "neighborhood",
      kind: "switch",
      default: false,
    },
    choice(
      "distance",
      "Distance",
      "neighborhood",
      ["euclidean", "manhattan", "cosine"],
      "euclidean",
      "Distance between a sample and the row.",
    ),
    choice(
      "kernel",
      "Kernel",
      "surrogate",
      ["exponential", "gaussian", "tricube"],
      "exponential",
      "How the weight falls with the distance.",
    ),
    choice(
      "feature_selection",
      "Selection",
      "surrogate",
      ["auto", "forward_selection", "highest_weights", "lasso_path", "none"],
      "auto",
      "How the features are selected.",
    ),
    {
      name: "alpha",
      label: "Penalty",
      help: "Ridge penalty of the surrogate.",
      group: "surrogate",
      kind: "number",
      min: 0,
      default: 1,
    },
    choice(
      "palette",
      "Colors",
      "look",
      [
        ["blue-orange", "blue / orange"],
        ["green-red", "green / red"],
      ],
      "blue-orange",
      "Colors of positive and negative weights.",
    ),
  ];
}

const doubts = [
  "The effective sample size is below 60: another seed would give other numbers.",
  "The neighborhood is so wide that this explains the model as a whole, not this row.",
  "The penalty outweighs the data and pulls every weight toward zero.",
];

export function state(over) {
  const outputs = over.outputs.names;
  return {
    kernel_width: 1,
    n_samples: 4096,
    n_features: 10,
    random_state: 0,
    alpha: 1,
    output: 0,
    discretizer: "quartile",
    feature_selection: "auto",
    sample_around_instance: false,
    design: "sobol",
    distance: "euclidean",
    kernel: "exponential",
    highlight: -1,
    palette: "blue-orange",
    controls: controlsFor(over.features.names.length, outputs),
    grid: wire("f8", [129], grid),
    default_kernel_width: 1,
    doubts,
    notes: [],
    status: "ready",
    progress: 1,
    error: null,
    notice: "",
    n_model_calls: 4096,
    ...over,
  };
}

const bikeNames = [
  "temp > 20.4",
  "season = SUMMER",
  "weathersit = GOOD",
  "hum <= 52",
  "windspeed > 15.9",
  "yr = 2012",
  "mnth = JUL",
  "weekday = THU",
  "workingday = WORKING DAY",
  "holiday = NO HOLIDAY",
  "days_since_2011 > 547",
];
const bikeRow = [
  number("temp", 26.1),
  category("season", "SUMMER", ["SPRING", "SUMMER", "FALL", "WINTER"]),
  category("weathersit", "GOOD", ["GOOD", "MISTY", "RAIN/SNOW/STORM"], true),
  number("hum", 48.3),
  number("windspeed", 17.2),
  category("yr", "2012", ["2011", "2012"]),
  category("mnth", "JUL", ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL"]),
  category("weekday", "THU", ["MON", "TUE", "WED", "THU", "FRI"]),
  category("workingday", "WORKING DAY", ["WORKING DAY", "NO WORKING DAY"]),
  category("holiday", "NO HOLIDAY", ["NO HOLIDAY", "HOLIDAY"]),
  number("days_since_2011", 558, 1),
];
const bike = () =>
  state({
    features: { names: bikeNames, columns: bikeNames.map((_, i) => i) },
    row: bikeRow,
    n_features: 6,
    outputs: { names: ["value"], kind: "value" },
    prediction: { values: [6846.32], low: 1240.4, high: 7712.9 },
    frames: makeFrames({ p: 11, K: 6, scale: 2400, spread: 0.8 }),
  });

const cancer = () => {
  const kinds = [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
  ];
  const columns = ["mean", "error", "worst"].flatMap((part) =>
    kinds.map((kind) => (part === "error" ? `${kind} error` : `${part} ${kind}`)),
  );
  return state({
    features: {
      names: columns.map((c, i) =>
        i % 3
          ? `${c} <= ${(0.01 * (i + 1)).toFixed(2)}`
          : `${(i * 3.1).toFixed(1)} < ${c} <= ${(i * 4.7 + 1).toFixed(1)}`,
      ),
      columns: columns.map((_, i) => i),
    },
    row: columns.map((c, i) =>
      number(c, [14.2, 0.00342, 654.8, 0.102][i % 4], [0.1, 0.0001, 1, 0.001][i % 4], i === 4),
    ),
    outputs: { names: ["malignant", "benign"], kind: "probability" },
    prediction: { values: [0.12, 0.88], low: 0, high: 1 },
    output: 1,
    n_features: 30,
    frames: makeFrames({ p: 30, K: 30, output: 1, spread: 1.6 }),
  });
};

const many = () => {
  const names = [
    "short",
    "a feature with a very long name that says at great length what it was measured in and by whom > 20.4",
    "<script>alert(1)</script> = <b>bold</b>",
    "age",
    "age missing",
    "donaudampfschifffahrtsgesellschaftskapitänspatent_nummer_ohne_leerzeichen <= 1e-05",
  ];
  const outputs = Array.from({ length: 12 }, (_, i) =>
    i === 3 ? "<img src=x onerror=alert(1)>" : `class number ${i + 1}`,
  );
  const values = outputs.map((_, i) => (i === 3 ? 0.41 : 0.59 / 11 + (i % 2 ? 0.004 : -0.004)));
  return state({
    features: { names, columns: [0, 1, 2, 3, 3, 4] },
    row: [
      number("short", 1e-5, 1e-6),
      number(
        "a feature with a very long name that says at great length what it was measured in and by whom",
        22.4,
      ),
      category("<script>", "<b>bold</b>", ["<b>bold</b>", "plain"]),
      number("age", null, 1, false, true),
      number("donaudampf", 1234567, 1000),
    ],
    outputs: { names: outputs, kind: "probability" },
    prediction: { values, low: 0, high: 1 },
    output: 3,
    frames: makeFrames({ p: 6, K: 6, output: 3, scale: 0.00002, spread: 9 }),
    notes: ["The model answers with hard labels: a weight explains a vote, not a probability."],
  });
};

const iris = () => ({
  ...bike(),
  outputs: { names: ["setosa", "versicolor", "virginica"], kind: "probability" },
  prediction: { values: [0.02, 0.91, 0.07], low: 0, high: 1 },
  output: 1,
  frames: makeFrames({ p: 11, K: 10, output: 1 }),
  controls: controlsFor(11, ["setosa", "versicolor", "virginica"]),
});

export const cases = {
  bike,
  cancer,
  many,
  iris,
  failed: () => ({
    ...iris(),
    status: "failed",
    error:
      "The model raised ValueError: could not convert string to float: 'GOOD'. Expected a model that takes the row as it is. Fit it in a pipeline with an encoder.",
  }),
  sampling: () => ({
    ...iris(),
    status: "sampling",
    progress: 0.37,
    n_model_calls: 1515,
    frames: makeFrames({ p: 11, K: 10, output: 1, n: 1515, widths: [1] }),
  }),
  cancelled: () => ({
    ...iris(),
    status: "cancelled",
    progress: 0.62,
    notice: "The kernel width was -1. Expected a positive number. Choose one above 0.",
  }),
  waiting: () => ({
    ...iris(),
    frames: null,
    status: "sampling",
    progress: 0,
    prediction: { values: [], low: 0, high: 1 },
    n_model_calls: 0,
  }),
  narrowest: () => ({ ...iris(), kernel_width: grid[2] }),
};
