// States of the study's model for a text, made by a small deterministic replacement of the engine.
import { choice, makeFrames, noise, state, wire } from "./cases.js";

export const widths = Array.from({ length: 65 }, (_, i) => 25 * 2 ** ((i - 32) / 8));

/** The units of `text` that `pattern` finds. With `bag`, equal units are one feature. */
export function unitsOf(text, pattern, bag = true) {
  const [starts, stops, features, names] = [[], [], [], []];
  for (const found of text.matchAll(pattern)) {
    const [unit] = found;
    let feature = bag ? names.indexOf(unit) : -1;
    if (feature < 0) feature = names.push(unit) - 1;
    starts.push(found.index);
    stops.push(found.index + unit.length);
    features.push(feature);
  }
  return { starts, stops, features, names };
}

function samplesOf({ p, n, exact, generation = 1, output = 1 }) {
  const random = noise(11);
  const uniform = () => random() + 0.5;
  const weights = Array.from({ length: p }, (_, j) => 2 * random() * (3 / (1 + j * 0.15)));
  const stride = Math.ceil(p / 8);
  const masks = new Uint8Array(n * stride);
  const [y, distance, counts] = [[], [], []];
  for (let i = 0; i < n; i += 1) {
    const out = new Set();
    if (exact) {
      for (let j = 0; j < p; j += 1) if ((i >> j) & 1) out.add(j);
    } else if (i > 0) {
      const removed = 1 + Math.floor(uniform() * p);
      while (out.size < removed) out.add(Math.floor(uniform() * p));
    }
    let score = 0.3;
    for (let j = 0; j < p; j += 1) {
      if (out.has(j)) continue;
      masks[i * stride + (j >> 3)] |= 0x80 >> (j & 7);
      score += weights[j];
    }
    y.push(1 / (1 + Math.exp(-score)));
    distance.push(100 * (1 - Math.sqrt((p - out.size) / p)));
    counts.push(i === 0 ? 1 : 4095 / (p * binomial(p, out.size)));
  }
  return {
    generation,
    n,
    p,
    output,
    masks: wire("u1", [n, stride], masks),
    y: wire("f4", [n], y),
    distance: wire("f4", [n], distance),
    counts: exact ? wire("f4", [n], counts) : null,
    weights: null,
  };
}

function binomial(n, k) {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\u200b-\u200d]*|\p{Extended_Pictographic}\uFE0F?/gu;

/** The traits that follow from a text. */
export function explained(
  text,
  { pattern = word, bag = true, mask = "", n = 4096, K = 10, changed = false, generation = 1, seed = 7 } = {},
) {
  const { names, ...units } = unitsOf(text, pattern, bag);
  const p = names.length;
  const exact = 2 ** p <= n;
  const rows = exact ? 2 ** p : n;
  const array = (values) => wire("i4", [values.length], values);
  return {
    text: {
      text,
      starts: array(units.starts),
      stops: array(units.stops),
      features: array(units.features),
      mask,
      changed,
    },
    features: { names, columns: [] },
    frames: {
      ...makeFrames({
        p,
        K: Math.min(K, p),
        widths,
        output: 1,
        n,
        seed,
        generation,
        spread: exact ? 0 : 0.4,
      }),
      exact,
      n_rows: rows,
    },
    samples: samplesOf({ p, n: rows, exact, generation }),
    removed: [],
    variant: null,
  };
}

const controls = [
  choice(
    "unit",
    "Unit",
    "neighborhood",
    ["word", "character", "sentence", "ngram"],
    "word",
    "The unit that is removed.",
  ),
  {
    name: "mask",
    label: "Replace by",
    help: "Text in place of a removed unit.",
    group: "neighborhood",
    kind: "text",
    default: "",
  },
];

function textState(text, options = {}) {
  const shown = explained(text, options);
  const over = state({
    outputs: { names: ["ham", "spam"], kind: "probability" },
    prediction: { values: [0.02, 0.98], low: 0, high: 1 },
    output: 1,
    kernel_width: 25,
    default_kernel_width: 25,
    grid: wire("f8", [widths.length], widths),
    row: [],
    unit: "word",
    bag: true,
    mask: options.mask ?? "",
    ...shown,
  });
  const keep = ["kernel_width", "n_features", "n_samples", "random_state", "kernel", "palette"];
  over.controls = [...over.controls.filter(({ name }) => keep.includes(name)), ...controls];
  return over;
}

const spam =
  "Congratulations! You have won a FREE ticket to the final. To claim your free prize text WIN to 87121 now, or call us on 09061701461. Claim code KL341. Valid 12 hours only.";
const long = Array.from({ length: 60 }, (_, i) =>
  i % 7 === 3
    ? "It is, all in all, a film that one would rather like to forget.\n\n"
    : "The film begins slowly, and then the plot unfolds with wonderful acting that nobody who has seen it will forget; the camera lingers. ",
).join("");

export const texts = {
  spam: () => textState(spam),
  spamMasked: () => ({ ...textState(spam, { mask: "UNKWORDZ" }), removed: [3, 6] }),
  removed: () => ({
    ...textState(spam),
    removed: [3, 6],
    variant: { removed: [3, 6], values: [0.88, 0.12], error: null },
  }),
  refused: () => ({
    ...textState(spam),
    removed: [3, 6],
    variant: { removed: [3, 6], values: null, error: "The model raised ValueError: empty vocabulary." },
    notice: "The text has no words. Expected at least one. Type a text with a word in it.",
  }),
  exact: () => textState("This song is my favorite"),
  twelve: () =>
    textState("please subscribe to my channel and win a free phone today or tomorrow", { n: 5000 }),
  long: () => textState(long, { K: 12, n: 5000, bag: false }),
  longBag: () => textState(long, { K: 12, n: 5000 }),
  huge: () =>
    textState(Array.from({ length: 10000 }, (_, i) => `word${i % 900}`).join(" "), { n: 1000, K: 30 }),
  manySamples: () => textState(spam, { n: 65536, K: 20 }),
  korean: () =>
    textState(
      "이 영화는 정말 재미있고 배우들의 연기가 훌륭했습니다. 다시 보고 싶어요! 👩‍👩‍👧‍👦 최고예요 🇰🇷",
      { n: 5000 },
    ),
  hebrew: () =>
    textState(
      'שלום! זכית בפרס (חינם) של 1,000 ש"ח – התקשר עכשיו: 03-1234567, "מהר" בבקשה…\nHello, זה אמיתי?',
      {
        n: 5000,
      },
    ),
  markup: () =>
    textState(
      '<script>alert("1")</script> & "quotes" &amp; <b>bold</b>\n\tindented\u200b zero\u200bwidth  two spaces\nco\u0301mbining e\u0301\n\n<img src=x onerror=alert(1)> end',
      { n: 5000 },
    ),
  characters: () => textState("Kostenlos gewinnen!", { pattern: /\S/gu, n: 5000, bag: false }),
  textWaiting: () => ({
    ...textState(spam),
    frames: null,
    samples: null,
    status: "sampling",
    progress: 0,
    prediction: { values: [], low: 0, high: 1 },
    features: { names: [], columns: [] },
    n_model_calls: 0,
  }),
  textFailed: () => ({
    ...textState(spam),
    status: "failed",
    error: "The model raised ValueError: no such word. Expected a model that takes a list of strings.",
  }),
};
