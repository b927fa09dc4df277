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
    "tree.needs_matplotlib": "Tree.plot needs matplotlib: pip install lime-widgets[plot]",
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
    "doubt.prior_some": "The prior keeps {taken} of these weights.",
    # R² of samples left out, where it is cross-validated
    "static.fit_folds": (
        "R² {score} ({left_out} in {folds:d}-fold cross-validation) · {errors} · model {model}, surrogate {surrogate}"
    ),
}
