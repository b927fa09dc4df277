"""Errors of the kinds of surrogates: estimators of the user's, trees, priors, and a surrogate of the whole model."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # engine/surrogate/options.py
    "surrogate.unknown": Fault(
        "The surrogate is {value!r}.",
        "one of {known}, or a regressor whose fit takes sample_weight",
        'Leave it out to get LIME\'s "ridge".',
    ),
    "max_depth.invalid": Fault(
        "max_depth is {max_depth!r}.",
        "a whole number from 1 to {most:d}",
        "Leave it out to get 3: a tree of up to eight leaves.",
    ),
    "precision.invalid": Fault(
        "{name} is {precision!r}.",
        "a finite number above 0, which is 1 over a variance",
        "Leave it out to have it estimated.",
    ),
    # engine/explanation/kinds/options.py
    "option.of_surrogate": Fault(
        "{name} is given, and the surrogate is {surrogate!r}, which does not use it.",
        "{name} with {needed}",
        "Choose that surrogate, or leave {name} out.",
    ),
    "option.of_lime": Fault(
        'The kernel is "shapley", and {name} is given, which Shapley values do not use.',
        "{name} with another kernel",
        "Leave {name} out.",
    ),
    # engine/surrogate/kinds/estimators.py
    "surrogate.is_class": Fault(
        "The surrogate is the class {name}.",
        "an estimator, which is an instance of such a class",
        "Write {name}() to create one.",
    ),
    "surrogate.no_regressor": Fault(
        "The surrogate {name} is no regressor.",
        "a regressor: its predict gives a number for each row, and it has no predict_proba",
        "Use the regressor of the same family, because the answers to explain are numbers, also where they are "
        "probabilities.",
    ),
    "surrogate.no_weights": Fault(
        "The fit of the surrogate {name} takes no sample_weight.",
        "a regressor that takes the weights of the samples, which make it local",
        "Use one that does, such as Ridge, Lasso, DecisionTreeRegressor or GradientBoostingRegressor.",
    ),
    "surrogate.failed": Fault(
        "The {doing} of the surrogate {name} raised: {reason}",
        "a regressor that can be fitted to the samples and their weights",
        "Fit it to neighborhood.Z and neighborhood.y by itself to see where it raises.",
    ),
    "surrogate.shape": Fault(
        "The surrogate {name} predicted an array of shape {shape} for {n:,} rows.",
        "one number for each row",
        "Use a regressor with one output.",
    ),
    "surrogate.not_finite": Fault(
        "The surrogate {name} predicted values that are not finite.",
        "finite numbers",
        "Penalize it more strongly, or widen the kernel.",
    ),
    # engine/explanation/kinds/prior.py
    "prior.invalid": Fault(
        "The prior is {prior}.",
        "an explanation, or a mapping or Series of feature names to finite weights",
        "Pass an earlier explanation of the same features, or leave it out for a prior mean of 0.",
    ),
    "prior.no_weights": Fault(
        "The prior is an explanation by a surrogate of the kind {kind}.",
        "an explanation whose weights are slopes: of a ridge, a lasso, a Bayesian ridge or a linear estimator",
        "Explain with one of these first.",
    ),
    "prior.no_explanation": Fault(
        "The prior is to be the explanation, and there is none yet: the study is {status}.",
        "a study with an explanation",
        "Wait for it with study.wait(), or pass another explanation.",
    ),
    "prior.no_match": Fault(
        "The prior has weights for {prior}, and none of the features has such a name.",
        "at least one of {known}",
        "Use an explanation of the same features, or leave the prior out.",
    ),
    "prior.unknown": Fault(
        "The prior has a weight for {unknown}, and no feature has such a name.",
        "names of features, such as {known}",
        "{mend}",
    ),
    "prior.no_errors": Fault(
        'prior_precision is "prior", and the prior has no standard errors for these features.',
        "an explanation with standard errors above 0",
        "Give prior_precision as a number, or leave it out to have it estimated.",
    ),
    # engine/global_surrogate/surrogate.py
    "global.no_table": Fault(
        "The explainer is one of {kind}s, which has no training data to ask the model about.",
        "a TabularExplainer, whose training table gives the rows",
        "Compare explanations of several {kind}s instead.",
    ),
    "global.other_features": Fault(
        "The explanation has features such as {local!r}, and the explainer makes {whole!r} of the row.",
        "an explanation of this row by this explainer",
        "Pass the row that was explained and the explainer that explained it, with the same bins.",
    ),
    "global.n_rows": Fault(
        "n_rows is {n_rows!r}.",
        "a whole number of {least:d} or more",
        "Leave it out to get 1,024, or all rows where there are fewer.",
    ),
    "global.few_rows": Fault(
        ("The training table has {n} row.", "The training table has {n} rows."),
        "{least:d} rows or more, to fit a surrogate and to judge it",
        "Pass a larger training table.",
    ),
}
