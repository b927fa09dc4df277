"""What is said of the kinds of surrogates: the words of a tree, and of a surrogate of the whole model."""

from lime_widgets.engine.texts.entries import Entry

SURROGATES: dict[str, Entry] = {
    # A tree
    "tree.at_most": "{name} ≤ {value}",
    "tree.above": "{name} > {value}",
    "tree.there": "“{name}” is there",
    "tree.gone": "“{name}” is gone",
    "tree.shown": "{name} is shown",
    "tree.hidden": "{name} is hidden",
    "tree.one": "{name} = 1",
    "tree.zero": "{name} = 0",
    "tree.not": "not {condition}",
    "tree.yes": "yes",
    "tree.no": "no",
    "tree.node": "{test}?",
    "tree.value": "{value} ({share} of the weight)",
    "tree.here": "{line}  ← this instance",
    "tree.text": "Tree of the surrogate, with the value and the share of the weight in each node:",
    # Why, where the surrogate is no weighted sum
    "why.tree": "{path}: there the tree says {value}, and {base} at its root.",
    "why.tree_alone": "The tree does not split: it says {value} everywhere.",
    "why.no_errors": (
        "{names} moves this surrogate most; it has no intervals to tell this from chance.",
        "{names} move this surrogate most; it has no intervals to tell this from chance.",
    ),
    # Doubts of a Bayesian ridge
    "doubt.prior": (
        "The prior, not the data, decides these weights: it keeps {taken} of them. Widen the kernel, or use more "
        "samples."
    ),
    "doubt.prior_believed": (
        "The prior, not the data, decides these weights: it keeps {taken} of them. Leave prior_precision out, or use "
        "more samples."
    ),
    "doubt.prior_some": "The prior keeps {taken} of these weights.",
    "doubt.other_output": (
        "The prior is an explanation of another output. Take one of this output, unless both are the same under other "
        "names."
    ),
    "note.prior_estimated": (
        "The prior has no weight for {names}. There its mean is 0, and its precision is estimated from the samples."
    ),
    "note.prior_zero": "The prior has no weight for {names}. There its mean is 0, with the given precision.",
    # R² of samples left out, where it is cross-validated
    "static.fit_folds": (
        "R² {score} ({left_out} in {folds:d}-fold cross-validation) · {errors} · model {model}, surrogate {surrogate}"
    ),
    # The local surrogate beside one of the whole model
    "global.same": "No feature clearly counts more or less here than overall.",
    "global.same_shared": (
        "No feature clearly counts more or less here than overall, as far as columns that vary together "
        "can be told apart."
    ),
    "global.follows_nothing": (
        "No simple surrogate follows the whole model (R² {score} on rows held out): there is nothing to compare with."
    ),
    "global.bins_follow_nothing": (
        "No simple surrogate follows the whole model (R² {score} on rows held out, with all bins of every column): "
        "there is nothing to compare with."
    ),
    "global.own_follows_nothing": (
        "A surrogate of this kind does not follow the whole model (R² {score} on rows held out): there is nothing to "
        "compare with."
    ),
    "global.too_few": (
        "It is not known whether a feature counts more or less here than overall: too few samples count at this "
        "kernel width."
    ),
    "global.too_near": (
        "It is not known whether a feature counts more or less here than overall: too few samples lie far from this "
        'row. Set a larger local_width, or sampling="independent".'
    ),
    "global.shapley": (
        "Shapley values are not compared with the weights of the whole model: both measure different things."
    ),
    "global.unsure": "Here {name} counts otherwise than overall; the direction of one of them is uncertain.",
    "global.hardly_here": "Overall {name} counts; here it hardly does.",
    "global.hardly_overall": "Here {name} counts; overall it hardly does.",
    "global.raises": "Here {name} raises the answer, overall it lowers it.",
    "global.lowers": "Here {name} lowers the answer, overall it raises it.",
    "global.times_slightly_more": "Here {name} counts slightly more than overall.",
    "global.times_slightly_less": "Here {name} counts slightly less than overall.",
    "global.times_half_more": "Here {name} counts half as much again as overall.",
    "global.times_twice": "Here {name} counts twice as much as overall.",
    "global.times_three": "Here {name} counts three times as much as overall.",
    "global.times_four": "Here {name} counts four times as much as overall.",
    "global.times_five": "Here {name} counts five times as much as overall.",
    "global.times_many": "Here {name} counts more than five times as much as overall.",
    "global.times_less": "Here {name} counts somewhat less than overall.",
    "global.times_half": "Here {name} counts half as much as overall.",
    "global.times_third": "Here {name} counts a third as much as overall.",
    "global.times_quarter": "Here {name} counts a quarter as much as overall.",
    "global.times_little": "Here {name} counts less than a fifth as much as overall.",
    "global.answers": (
        (
            "For this row the model says {model}, the local surrogate {surrogate}, and that of the whole model {whole} "
            "(R² {score} on the one training row held out)."
        ),
        (
            "For this row the model says {model}, the local surrogate {surrogate}, and that of the whole model {whole} "
            "(R² {score} on {n} training rows held out)."
        ),
    ),
    "global.note_numbers": (
        "These are weights, per standard deviation of a number; the bars of the explanation are contributions: weight "
        "times value."
    ),
    "global.note_bins": "These are weights: what it adds that the value is in its bin.",
    "global.note_changes": "These are contributions: what each feature adds to the surrogate's answer for this row.",
    "global.note_shapley": "Here these are Shapley values, in the whole model weights of a linear surrogate.",
    "global.note_explained": (
        "{note} Gaps without a mark can come from columns that vary together, or from how samples are drawn."
    ),
    "global.local": "local",
    "global.whole": "whole model",
    "global.line": "  {local} here, {whole} overall  {name}",
    "global.line_differs": "  {local} here, {whole} overall  {name}  ← differs",
    "global.absent": (
        "No surrogate of the whole model has been fitted. study.fit_global() asks the model about {n} training rows."
    ),
    # Sweeps and trees
    "note.unswept": (
        "One fit of this surrogate takes about {seconds} s, too long for the {n} kernel widths or more of a curve. "
        "Move the kernel width to fit it at another one."
    ),
    "tree.absent": 'The surrogate is no decision tree. Set study.surrogate = "tree" to fit one.',
}
