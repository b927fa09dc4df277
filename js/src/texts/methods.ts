// LIME and Shapley values.
export const methods = {
  "method.lime": "LIME",
  "method.shapley": "Shapley",
  "method.switch": "LIME or Shapley values",
  "method.to_shapley":
    "Show Shapley values: they share out the whole answer, weigh by how many features are kept, and have no kernel width.",
  "method.to_lime": "Show LIME's weights: a surrogate that is fitted near the instance.",
  "method.calls": {
    one: "This asks the model about {n} more sample.",
    other: "This asks the model about {n} more samples.",
  },
  "method.other_lime": "{sentence}; LIME gives {weight}",
  "method.other_unsure": "{weight} ± {half}",
  "method.other_shapley": "{sentence}; its Shapley value is {weight}",
  differs: "What differs",
  "differs.help": "Outline what the other of LIME and Shapley gives each feature, and say it in one sentence",
  "differs.logistic":
    "Weights in log-odds cannot be compared with Shapley values: choose the linear surrogate",
  "differs.key_lime": "outlined: LIME",
  "differs.key_shapley": "outlined: Shapley",
  "differs.legend": "≠ differs most, and by more than the combined 95 % interval",
  "differs.wait": "Asking the model…",
  "trust.shapley":
    "Shapley values: the base {base} and all values add up to the model's {model} · {fit} · effective sample size {size} of {samples}",
  "trust.shapley_exact":
    "Exact: the model was asked about all {rows} variants, and the base {base} and all values add up to its {model} · {fit}",
  "waterfall.others": { one: "{n} other feature", other: "{n} other features" },
  "waterfall.answer": "model",
  "pin.label_shapley": "{answer}, Shapley values",
} as const;
