// The texts of the front end, by id: the one place to change or to translate them. A value in braces is filled in; a
// text with several forms is chosen by the number `n`.

interface Forms {
  one: string;
  other: string;
}

const english = {
  "answer.class": "{model}: class {answer}, {chance}",
  "answer.value": "{model}: {answer}",
  "answer.value_of": "{model}: {answer} for {output}",
  "answer.model": "Model",
  "answer.none": "The model has not answered yet.",
  "answer.outputs": "Explained output",
  "answer.explained": "{name}: the explained output",
  "answer.explain": "Explain {name}",
  "answer.more": { one: "{n} more", other: "{n} more" },
  "answer.search": "Search {n} outputs",
  "answer.left": "… and {n} more; type a part of the name",
  "answer.no_match": "No output has this in its name.",
  "answer.moved": "{before} → {after}.",
  "answer.moved_of": "{output}: {before} → {after}.",
  "grade.good": "Good",
  "grade.fair": "Fair",
  "grade.poor": "Poor",
  "grade.fit": "R² {score}",
  "trust.whole":
    "{fit} · effective sample size {size} of {samples} (counts like {size} samples) · model {model}, surrogate {surrogate} for this {one}",
  "trust.whole_exact":
    "Exact: the model was asked about all {rows} variants · {fit} · model {model}, surrogate {surrogate} for this {one}",
  "trust.axis": "trust",
  "trust.score": "R²",
  "trust.ess": "effective samples",
  "trust.gap": "gap to the model",
  "trust.key":
    "Trust: R² of samples left out of the fit; effective samples as a share of all; gap to the model as a share of the range of its answers",
  "curve.at": "{name}: {value} at width {width}",
  "range.model": "Model: {value}",
  "range.surrogate": "Surrogate: {value}",
  "range.whole": "Model: {value}, on the range of its answers to the samples, {from} to {to}",
  "range.help": "Range of the model's answers to the samples, {from} to {to}",
  "spoken.ready": "Ready.",
  "spoken.sampling": "Asking the model.",
  "spoken.cancelled": "Stopped.",
  "trust.more": "why?",
  "trust.less": "close",
  "trust.help": "How far to trust this explanation, and what would help",
  calls: { one: "{n} model evaluation", other: "{n} model evaluations" },
  "flips.calls": {
    one: "The search took {n} model evaluation; {tried} were compared.",
    other: "The search took {n} model evaluations; {tried} changes were compared.",
  },
  "flips.title": "From the model itself, not from the surrogate",
  "flips.find": "What flips it?",
  "flips.find_help":
    "Ask the model which smallest changes flip its class. It is slow, so this is not done unasked",
  "flips.try": "Try it",
  "flips.try_help": "Make this change",
  "status.rows": "{answered} of {needed}",
  "status.rows_left": "{answered} of {needed}, about {left}",
  "status.former": "{rows}; until then the explanation before is shown",
  "status.asking": "Asking the model",
  "status.cancel": "Cancel",
  "status.cancel_help": "Stop asking the model and keep the answers so far",
  "status.continue": "Continue",
  "status.again": "Ask again",
  "status.continue_help": "Evaluate the model on the remaining samples",
  "status.stopped": "Stopped at {share}.",
  "status.unconnected":
    "Not connected to a kernel: only the kernel width and the appearance can be changed. Run the cell again to ask the model.",
  "width.local": "local",
  "width.whole": "whole model",
  "width.whole_text": "whole text",
  "width.whole_image": "whole image",
  essentials: "Main controls",
  "essentials.more": "Displayed superpixels",
  "features.label": "Show",
  redraw: "Redraw",
  "redraw.help": "Draw other samples, with the next seed, to see how much the bars depend on them",
  "text.edit": "Edit",
  "text.edit_help": "Type another text to explain it",
  "text.done": "Done",
  "sight.group": "Show",
  "sight.explanation": "Explanation",
  "sight.picture": "Image",
  "sight.hidden": "Everything hidden",
  "sight.off": "The model's answer where every superpixel is hidden",
  "sight.trying": "The preview shows the image without weights",
  save: "Save PNG",
  "save.help": "Save the displayed image as a PNG file",
  strongest: "Strongest superpixels",
  "strongest.hide": "Click to hide it and ask the model.",
  "strongest.show": "Hidden. Click to show it again.",
  "zone.few": "too few samples",
  "zone.local": "local",
  "zone.whole": "whole model",
  "zones.few": "Below {width} there are too few samples.",
  "zones.steady": "The strongest feature and its side are the same at every width.",
  "zones.change": "At {width} the strongest feature, or its side, changes.",
  "zones.changes": "Between {from} and {to} the strongest feature, or its side, changes.",
  "zones.whole": "Beyond {width} it is the whole model.",
  "slice.model": "model",
  "slice.width": "width {width}",
  "slice.weight": "weight",
  "slice.samples": "samples",
  "slice.at": "{at}: model {model}",
  "slice.at_both": "{at}: model {model}, surrogate {surrogate}",
  "slice.probability": "The probability of “{name}”",
  "slice.flat": "Along {along} the model's answer stays at {least}.",
  "slice.range": "Along {along} the model's answer stays between {least} and {most}.",
  "slice.always":
    "Along {along} the model always says “{answer}”: the probability of “{name}” is {least} to {most}.",
  "slice.crosses": "{name} crosses {level} where {along} is {at}.",
  "slice.change": "Where {along} is below {at} the model says “{before}”, above it “{after}”.",
  "slice.between": "Where {along} is between {from} and {to} the model says “{after}”, elsewhere “{before}”.",
  "slice.changes": "The model changes its answer where {along} is {at}.",
  "slice.many": "Along {along} the model changes its answer {times} times, first at {at}.",
  "slice.steepest":
    "Along {along} the model's answer is between {least} and {most}; it changes most near {at}.",
  "plane.agree": "The surrogate is on the model's side over {share} of this plane.",
  play: "Play",
  pause: "Pause",
  "play.help": "Move the kernel width from local to the whole model",
  "samples.here": "you are here",
  "waterfall.base": "base",
  "waterfall.surrogate": "surrogate",
  "waterfall.ends": "surrogate ┆ model {model}",
  "waterfall.model": "The model's answer",
  "chart.label": "Chart",
  "chart.bars": "Bars",
  "chart.waterfall": "Waterfall",
  pin: "Pin",
  "pin.help": "Keep this explanation in the background, to compare others with it",
  "pin.off": "Unpin",
  "pin.off_help": "Stop comparing with: {label}",
  "pin.label": "{answer} at kernel width {width}",
  "pin.compared": "Outlined: {label}",
  undo: "Undo",
  "undo.help": "Go back to before the last change",
  "fold.advanced": "Advanced",
  "fold.kernel_width": "How wide is local?",
  "fold.neighborhood": "Sample by sample",
  "fold.table": "All samples",
  "fold.unseen": "Run the cell again to see this view.",
  "fold.gone": "This view is gone, perhaps with its kernel. Run the cell again.",
} as const satisfies Record<string, string | Forms>;

export type TextId = keyof typeof english;

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat("en-US");

/** Return a text with its values filled in. */
export function say(id: TextId, values: Readonly<Record<string, string | number>> = {}): string {
  const found: string | Forms = english[id];
  const n = Number(values["n"] ?? 1);
  const form = typeof found === "string" ? found : found[plurals.select(n) === "one" ? "one" : "other"];
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** Return the parts of a text around one of its values, which is drawn as an element of its own. */
export function around(
  id: TextId,
  name: string,
  values: Readonly<Record<string, string | number>> = {},
): [string, string] {
  const [before = "", after = ""] = say(id, values).split(`{${name}}`);
  return [before, after];
}
