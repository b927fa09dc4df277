"""What is said of repeats of an explanation, and of samples that are drawn until its features are settled."""

from lime_widgets.engine.texts.entries import Entry

STABILITY: dict[str, Entry] = {
    # Repeats
    "repeats.exact": "Every repeat would be equal: the model has answered for all {variants:,} variants.",
    "repeats.fixed": "Every repeat would be equal: the seed changes nothing in these {samples} samples.",
    "repeats.nothing": "Every value is 0 in every run, so there is nothing to rank.",
    "repeats.none": "No repeat has been made yet.",
    "repeats.one_feature": (
        "There is one feature, so that {n} repeat cannot choose another.",
        "There is one feature, so that {n} repeats cannot choose another.",
    ),
    "repeats.no_agreement": (
        "{same} of {n} repeat has the same strongest feature: another seed, another explanation.",
        "{same} of {n} repeats have the same strongest feature: another seed, another explanation.",
    ),
    "repeats.first": (
        "{same} of {n} repeat agrees on the strongest feature; the rest changes with the seed.",
        "{same} of {n} repeats agree on the strongest feature; the rest changes with the seed.",
    ),
    "repeats.agreed": (
        "{same} of {n} repeat agrees on the top {k}; the rest changes with the seed.",
        "{same} of {n} repeats agree on the top {k}; the rest changes with the seed.",
    ),
    "repeats.whole": (
        "{same} of {n} repeat agrees on the top {k}, in the same order.",
        "{same} of {n} repeats agree on the top {k}, in the same order.",
    ),
    "repeats.disordered": (
        "{same} of {n} repeat agrees on the top {k}; from rank {first} on their order changes.",
        "{same} of {n} repeats agree on the top {k}; from rank {first} on their order changes.",
    ),
    "repeats.odd": (
        "{same} of {n} repeats agree on the top {k}, and all have them in one order: this run alone has another order, "
        "from rank {first} on."
    ),
    "repeats.odd_first": "All {n} repeats have the same strongest feature, and this run alone another one.",
    "repeats.whole_of_one": (
        "{same} of {n} repeat agrees on the one feature of this explanation.",
        "{same} of {n} repeats agree on the one feature of this explanation.",
    ),
    "repeats.percent": "{share:d} %",
    "repeats.jaccard": "Jaccard, top {k}",
    "repeats.jaccard_means": "Two runs share this part of their first {k} features; 1 is all of them.",
    "repeats.vsi": "VSI",
    "repeats.vsi_means": "Two runs select the same features; 100 is always.",
    "repeats.csi": "CSI",
    "repeats.csi_means": "The 95 % intervals of two runs overlap; 100 is always.",
    "repeats.kendall": "Kendall τ",
    "repeats.kendall_means": "Two runs rank their features alike; 1 is the same order, 0 is chance.",
    "repeats.flips": "sign flips",
    "repeats.flips_means": "Two runs disagree this often whether a feature speaks for or against.",
    "repeats.ratio": "spread / predicted",
    "repeats.ratio_means": "The runs spread this many times as far as one run's standard error predicts.",
    "repeats.inside": "inside",
    "repeats.inside_means": "This share of the 95 % intervals contains the mean of the runs.",
    "repeats.feature": "{name}: in {times} of {n} runs, {value} {mean} ± {spread}",
    "repeats.axis": "{value} for {output}: dots are repeats, the mark is this run, the band one run's 95 % interval",
    "repeats.column_feature": "feature",
    "repeats.column_selected": "selected",
    "repeats.column_mean": "mean {value}",
    "repeats.value": "weight",
    "repeats.value_shapley": "Shapley value",
    "repeats.column_spread": "spread",
    "repeats.column_predicted": "predicted",
    # Samples until the features are settled
    "settle.settled": "Settled at {samples} samples: the top {k} are the same with {confidence} confidence.",
    "settle.settled_one": "Settled at {samples} samples: the top feature is the same with {confidence} confidence.",
    "settle.stays": "{settled} It stays so up to the {samples} samples that are drawn.",
    "settle.settled_exact": (
        "Settled: the model has answered for all {variants:,} variants, so that the top feature has no sampling error.",
        "Settled: the model has answered for all {variants:,} variants, so that the top {n} have no sampling error.",
    ),
    "settle.budget": "Not settled at {samples} samples: {inside} and {outside} are too close to call. {needed}",
    "settle.needed": "By this gap about {needed} samples would be needed.",
    "settle.more": "With so few samples nothing can be said of what more would tell.",
    "settle.no_gap": "Their gap is below its standard error and may be 0: more samples may not tell them apart.",
    "settle.hopeless": "By this gap more samples would hardly help.",
    "settle.ties": "A tie, which more samples do not break: {inside} and {outside} weigh the same.",
    "settle.growing": "{samples} samples so far: {inside} and {outside} are still too close to call.",
    "settle.axis_samples": "samples",
    "settle.threshold": "z = {z}",
    "settle.axis_z": "z of the gap to the others (settled above {z})",
}
