// Repeats with other seeds, and samples until the choice of features is settled.
export const stability = {
  "stability.none": "Another seed draws other samples. Repeat the explanation to see what that changes.",
  "stability.outdated": "The samples have changed since, so the repeats were dropped.",
  "stability.making": "Making repeats: {n} of {all}",
  "stability.growing": "Growing repeats: {n} of {all}",
  "stability.fewer": "These repeats have {few} samples; the explanation has {all}.",
  "stability.stopped": "Stopped at {n} of {all} repeats.",
  "stability.alike": "Every repeat would be equal: another seed changes nothing here.",
  "stability.grow": "Grow them: {calls}",
  "stability.grow_more": "Grow them, and {n} more: {calls}",
  "stability.grow_help":
    "Ask the model about the further rows of each repeat, so that all have the samples of the explanation",
  "stability.continue": "Continue: {calls}",
  "stability.continue_help": "Ask the model about the missing samples of the explanation",
  "stability.calls": { one: "{n} model call", other: "{n} model calls" },
  "stability.calls_time": {
    one: "{n} model call, about {time}",
    other: "{n} model calls, about {time}",
  },
  "stability.repeat": { one: "Repeat once: {calls}", other: "Repeat {n} times: {calls}" },
  "stability.more": { one: "{n} more repeat: {calls}", other: "{n} more repeats: {calls}" },
  "stability.repeat_help":
    "Explain the same instance again with the next seeds, and compare the explanations",
  "stability.cancel_help":
    "Stop after the present batch; what is there stays, and the next request goes on from there",
  "stability.progress": "Repeats that are made",
  "stability.strips": "Values in each run",
  "stability.feature": "feature",
  "stability.spread": "{what} ± spread",
  "stability.selected": "selected",
  "stability.times": "{times} of {n}",
  "stability.strip":
    "{name}: {mean} ± {spread} over the runs, selected in {times} of {n}; one run predicts ± {predicted}",
  "stability.strip_flips": "{strip}; its sign differs in {flips} of pairs",
  "stability.all": { one: "Show {n} more", other: "Show {n} more" },
  "stability.key_dot": "a repeat",
  "stability.key_run": "this run",
  "stability.key_band": "95 % interval that one run predicts",
  "stability.ranks": "Ranks in each run",
  "stability.ranks_help": "Each line is a feature; the first column is this run, each other one a repeat",
  "stability.rank": "{name}: ranks {ranks}",
  "stability.unselected": "not selected",
  "stability.lower": "lower, or not selected",
  "stability.numbers": "Agreement in numbers",
  "settling.title": "Samples until it is settled",
  "settling.none":
    "More samples make the choice of the top features certain. Samples are added until a test tells each of them from the others.",
  "settling.untestable":
    "The choice of features can be tested for LIME's linear and logistic surrogates, not for the present one.",
  "settling.incomplete": "The model has not answered for all samples of the explanation.",
  "settling.k": "Top",
  "settling.k_help": "How many features shall be settled",
  "settling.start": {
    one: "Sample until the top feature is settled: at most {calls}",
    other: "Sample until the top {n} are settled: at most {calls}",
  },
  "settling.look": {
    one: "Test whether the top feature is settled: no model call",
    other: "Test whether the top {n} are settled: no model call",
  },
  "settling.spent":
    "No sample is left to draw within the budget; study.settle({k}, budget=…) takes a larger one.",
  "settling.continue": {
    one: "Continue until the top feature is settled: at most {calls}",
    other: "Continue until the top {n} are settled: at most {calls}",
  },
  "settling.continue_help": "Goes on from the samples that are there",
  "settling.start_help":
    "Looks at the present samples first, and doubles their number while the choice is not settled",
  "settling.stop": "Stop",
  "settling.stop_help": "Draw no further samples; those that are there stay",
  "settling.chart": "How clear each of the top features is, by the number of samples",
  "settling.threshold": "z = {z}",
  "settling.most": "≥ {z}",
  "settling.word": "“{name}”",
  "settling.gap": "{name}: z {z} to {rival}",
} as const;
