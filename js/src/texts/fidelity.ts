// How faithful an explanation is: the headline, the curves, and what the model can be asked for it.
export const fidelity = {
  "fold.fidelity": "How faithful is it?",
  "faithful.explains":
    "{where}, the surrogate explains {share} of how the model's answers vary; at this {one} it is off by {gap}.",
  "faithful.worse":
    "{where}, the surrogate does worse than the model's mean answer would; at this {one} it is off by {gap}.",
  "faithful.fresh": "On samples it has not seen",
  "faithful.left_out": "On samples left out of the fit",
  "faithful.exact": "On all variants that there are",
  "faithful.flat": "The model's answers do not vary here, so there is nothing to explain.",
  "faithful.few": "The fresh samples count like {ess} here, so this share is uncertain.",
  "faithful.features": "Fewer features: drag the line to see what each of them adds",
  "faithful.all": "All features are kept. Choose a feature selection to drag their number",
  "faithful.shapley":
    "Shapley values divide the answer among all features, so their fidelity does not depend on the number shown",
  "faithful.residuals": "Where it errs: the residual of each sample, by its distance from this {one}",
  "faithful.removal":
    "The model's answer while features are removed, and added: what raises it most comes first",
  "faithful.handle": "Number of features",
  "faithful.number": { one: "{n} feature", other: "{n} features" },
  "faithful.at": "{number}: R² {score} in sample, {left} left out",
  "faithful.at_fresh": "{number}: R² {score} in sample, {left} left out, {fresh} ± {half} fresh",
  "faithful.at_exact": "{number}: R² {score}",
  "faithful.enough": {
    one: "{n} feature does nearly as well as any number (left out {left}).",
    other: "{n} features do nearly as well as any number (left out {left}).",
  },
  "faithful.score": "in sample",
  "faithful.left": "left out",
  "faithful.unseen": "fresh",
  "faithful.axis_features": "number of features",
  "faithful.axis_score": "R²",
  "faithful.axis_share": "share of the features removed, or added",
  "faithful.rms": "± root mean square",
  "faithful.mean": "mean",
  "faithful.residual_key":
    "The shade is the kernel; lines are the running root mean square and mean of the residuals.",
  "faithful.residual_shade": "The shade is the kernel.",
  "faithful.beyond": {
    one: "{n} sample lies beyond the frame, with an error of {size}; a triangle marks it.",
    other: "{n} samples lie beyond the frame, with errors up to {size}; triangles mark them.",
  },
  "faithful.deletion": "removed",
  "faithful.insertion": "added",
  "faithful.areas":
    "Mean answer when what raises it most goes first {deletion}, in random order (dashed) {random}, when it comes first {insertion}.",
  "faithful.order_good":
    "The order is better than chance both ways: the explanation names what raises the model's answer.",
  "faithful.order_half": "The order is better than chance one way only.",
  "faithful.order_bad":
    "The order is worse than chance: the explanation does not name what raises the model's answer.",
  "faithful.order_unclear": "The order cannot be told from chance here.",
  "faithful.order_former": "These curves are of an earlier explanation, at kernel width {width}.",
  "faithful.no_removal": "Ask the model to see its answer while features are removed.",
  "faithful.wait": "Measuring…",
  "faithful.numbers": "Measures",
  "asking.fresh": { one: "Draw {n} fresh sample", other: "Draw {n} fresh samples" },
  "asking.more": { one: "Draw {n} more fresh sample", other: "Draw {n} more fresh samples" },
  "asking.removal": "Remove features in order",
  "asking.calls": { one: "{what}: {n} model call", other: "{what}: {n} model calls" },
  "asking.time": "{what}, about {time}",
  "asking.quick": "{what}, less than a second",
  "asking.help":
    "Ask the model about samples that had no part in the fit, and about the instance while features go",
  "asking.progress": "Asking the model, {share}",
  "asking.cancel": "Stop asking the model and keep the answers so far",
} as const;
