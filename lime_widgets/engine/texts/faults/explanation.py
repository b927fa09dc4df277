"""Errors of explanations, surrogates, sampling and perturbations."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # engine/names.py
    "option.unknown": Fault("{function} does not take {names}.", "some of {known}", "{mend}"),
    "option.guess": "Did you mean {guess} instead of {name}?",
    "option.correct": "Correct the name.",
    # engine/explanation/checks.py
    "n_features.invalid": Fault(
        "n_features is {n_features!r}.",
        (
            "a whole number of 1 or more; there is {n} interpretable feature",
            "a whole number of 1 or more; there are {n} interpretable features",
        ),
        "Leave it out to get {default:d}.",
    ),
    "array.unreadable": Fault(
        "{name} cannot be read as numbers ({reason}).",
        "an array of numbers",
        "Encode text and categories as numbers; Z is the interpretable representation, not the data.",
    ),
    "array.masked": "it is a masked array, with masked values",
    "array.dimensions": Fault(
        "{name} has shape {shape}.",
        "{dimensions} dimensions",
        "Z is (samples, features), y (samples,) or (samples, outputs), distances (samples,).",
    ),
    "array.not_finite": Fault(
        "{name} holds a value in row {row:,} that is not finite.",
        "finite numbers",
        "Leave such rows out before you build the neighborhood.",
    ),
    "names.number": Fault(
        "{what} has the length {given:d}.",
        ("{n} name, one for each column", "{n} names, one for each column"),
        "Give as many names as there are columns, or leave them out.",
    ),
    "counts.invalid": Fault(
        "counts has {given:,} values, the smallest {least:.4g}, the largest {most:.4g}.",
        "{needed:,} values of 0 or above, one for each row, and not all of them 0",
        "Give the number of samples that each row represents, or leave counts out.",
    ),
    "probabilities.invalid": Fault(
        "probabilities has {given:,} values, the smallest {least:.4g}.",
        "{needed:,} values of 0 or above, one for each row",
        "Give the probability with which each row was drawn, or leave probabilities out.",
    ),
    "empty.invalid": Fault(
        "empty has {given:,} values.",
        "{needed:,}, one for each output",
        "Give the model's answer with every feature off, or leave empty out and include that row in Z.",
    ),
    "clusters.number": Fault(
        "clusters has {given:,} values.",
        "{needed:,} values, one for each row, equal where samples were drawn together",
        "Give one value for each row, or leave clusters out.",
    ),
    "log_proposal.number": Fault(
        "log_proposal has {given:,} values.",
        "{needed:,} values, one for each row",
        "Give the logarithm of how densely each row was drawn, or leave log_proposal out.",
    ),
    "samples.lengths": Fault(
        "Z has {rows:,} rows, y {answers:,} and distances {distances:,}.",
        "one row of each for every sample",
        "Build all three from the same samples; row 0 is the instance.",
    ),
    "samples.too_few": Fault(
        "Z has {rows:,} rows and {columns:,} columns.",
        "at least two samples (the instance and one more) and one feature",
        "Draw more samples.",
    ),
    "samples.too_large": Fault(
        "Z holds a value of size {largest:.3g}.",
        "values up to {most:g}, whose products are finite",
        "Standardize the columns, with standardize=True in TabularExplainer, or divide them by their size.",
    ),
    "distances.negative": Fault(
        "The smallest distance is {least:.4g}.",
        "distances of 0 or above",
        "Pass distances, not similarities.",
    ),
    "output.ambiguous": Fault(
        "The output {output!r} is the class {name!r}, and also the place of the class {other!r}.",
        "a name, where numbers have two meanings",
        "Pass {name!r} or {other!r}, as text.",
    ),
    "output.unknown": Fault(
        "The output {output!r} does not exist.",
        "the index or the name of one of {n:,}: {known}{more}",
        "Pass one of these, or None for the predicted class.",
    ),
    # engine/explanation/distance.py
    "distance.unknown": Fault("The distance is {metric!r}.", "one of {known}", 'Leave it out to get "euclidean".'),
    # engine/explanation/kernel.py
    "kernel.unknown": Fault(
        "The kernel is {kernel!r}.",
        "one of {known}, or a callable",
        'Leave it out to get LIME\'s "exponential".',
    ),
    "kernel.failed": Fault(
        "The kernel raised {reason}",
        "{needed:,} weights for as many distances and one kernel width",
        "Make it a function of (distances, kernel_width) that returns one weight a row.",
    ),
    "kernel.weights": Fault(
        "The kernel returned an array of shape {shape}, smallest value {least:.4g}.",
        "{needed:,} finite weights, none below 0",
        "Make it a function of (distances, kernel_width) that returns one weight a row.",
    ),
    "kernel_width.invalid": Fault(
        "The kernel width is {width}.",
        "a finite number above 0, in units of the distance",
        "Leave it out (None) to get the default width.",
    ),
    "kernel_width.none": Fault(
        "The kernel width is an empty list.",
        "a finite number above 0, in units of the distance",
        "Leave it out (None) to get the default width.",
    ),
    # engine/explanation/neighborhood.py
    "output_kind.unknown": Fault("output_kind is {value!r}.", "one of {known}", 'Leave it out to get "value".'),
    "kernel_width.several": Fault(
        "The kernel width is {width!r}.",
        "one number above 0, in units of the distance",
        "Call sweep for several widths.",
    ),
    "mask_sampling.unknown": Fault("sampling is {value!r}.", "one of {known}", 'Leave it out to get "uniform".'),
    "local_width.invalid": Fault(
        "local_width is {width}.",
        "a number above 0, in units of the distance, or None for the default kernel width",
        "Leave it out to draw at the default kernel width.",
    ),
    # engine/explanation/result.py
    "rows.invalid": Fault(
        "Z is {rows}.",
        "rows of {columns:,} finite numbers, one for each interpretable feature",
        "Pass rows of the representation, such as Neighborhood.Z.",
    ),
    "number_kind.unknown": Fault("kind is {value!r}.", "one of {known}", 'Leave it out to get "weight".'),
    # engine/explanation/shapley/game.py
    "shapley.numbers": Fault(
        'The kernel is "shapley", and feature {name!r} is {value:.4g} in row {row:,}.',
        "features that are 1 (kept) or 0 (removed) in every row",
        'Set sampling="coalitions" in TabularExplainer, or build Z from masks.',
    ),
    "shapley.sampling": Fault(
        'The kernel is "shapley", and the samples change the values of a row at random.',
        "samples that keep some values of the row and replace the others",
        'Set sampling="coalitions" in TabularExplainer.',
    ),
    "shapley.instance": Fault(
        'The kernel is "shapley", and row 0, the instance, has feature {name!r} off.',
        "every feature on in row 0",
        "Make the instance row 0.",
    ),
    "shapley.no_empty": Fault(
        'The kernel is "shapley", and the answer with every feature removed is unknown: each of the {n:,} rows keeps '
        "{least:,} or more of {p:,}.",
        "a row of zeros in Z, or the answer as empty",
        'Sample with kernel="shapley", or pass empty to the neighborhood.',
    ),
    "shapley.surrogate": Fault(
        'The kernel is "shapley", and the surrogate is {surrogate!r}.',
        'the surrogate "ridge": Shapley values divide the model\'s answer itself',
        'Leave the surrogate out to get "ridge".',
    ),
    "shapley.distances": Fault(
        'The kernel "shapley" does not weigh samples by distance.',
        "a kernel that falls with the distance",
        'Leave it out to get "exponential".',
    ),
    # engine/explanation/width_selection.py
    "target.invalid": Fault(
        "The target for R² is {target!r}.",
        "a number above 0 and up to 1",
        "Leave it out to get {default}.",
    ),
    # engine/fidelity/samples.py
    "samples.no_data": Fault(
        'against is "data", and there are no training data with numbers.',
        '"prediction" or "residual" for this instance',
        "Leave it out, or explain a row of a table with numbers.",
    ),
    # engine/perturbation/explainer.py
    "setting.unused": Fault(
        "{name} is {value}, and sampling={sampling} does not use it.",
        "{name} with {needed}",
        "Choose that sampling, or leave {name} out.",
    ),
    "setting.unused_by_samples": Fault(
        "{name} is {value}, and samples are given, which are used as they are.",
        "either samples of your own or rows that are drawn",
        "Leave out one of the two.",
    ),
    # engine/perturbation/masked.py
    "mask_distance.unknown": Fault("The distance is {metric!r}.", '"cosine" or "removed"', 'Omit it to use "cosine".'),
    # engine/perturbation/neighbors.py
    "neighbors.number": Fault(
        "n_neighbors is {n_neighbors!r}.",
        "a whole number from 1 to {most:d}",
        "Leave it out to get {default:d}.",
    ),
    "neighbors.radius": Fault(
        "radius is {radius!r}.",
        "a finite number of standard deviations above 0",
        "Leave it out to get {default}.",
    ),
    "neighbors.share": Fault(
        "radius is {radius!r}.",
        "a share of the range from black to white, above 0 and up to 1",
        "Leave it out to get {default}.",
    ),
    # engine/sampling/designs.py
    "random_state.invalid": Fault(
        "random_state is {random_state!r}.",
        "a whole number from 0 to 4294967295, a numpy random generator, or None",
        "Pass a number such as random_state=0 to get the same explanation on every call.",
    ),
    "design.unknown": Fault(
        "The sampling design is {design!r}.",
        '"sobol" or "independent"',
        'Leave it out to get "sobol".',
    ),
    "design.dimensions": Fault(
        "The representation has {n_dims:,} dimensions.",
        "at most {most:,} for Sobol points",
        'Use design="independent".',
    ),
    "n_samples.too_many": Fault(
        "n_samples is {n_samples:,}: the model would be asked for as many answers.",
        "at most {most:,}",
        "Leave it out to get {default:,}. Ten times as many make the error bars three times narrower.",
    ),
    "n_samples.invalid": Fault(
        "n_samples is {n_samples!r}.",
        "a whole number of at least 2, the instance and one more",
        "Leave it out to get {default:,}.",
    ),
    # engine/sampling/masks.py
    "removal.unknown": Fault("removal is {removal!r}.", '"uniform" or "binomial"', 'Leave it out to get "uniform".'),
    # engine/surrogate/logistic.py
    "logistic.range": Fault(
        "The model's answers range from {least:.4g} to {most:.4g}, and the surrogate is logistic.",
        "answers between 0 and 1, such as probabilities",
        'Take the surrogate "ridge" for answers of any size.',
    ),
    # engine/surrogate/moments.py
    "kernel.too_narrow": Fault(
        "Every sample has weight 0, even the instance: the kernel is too narrow.",
        "a kernel width above the smallest distance",
        "Make the kernel wider.",
    ),
    # engine/surrogate/options.py
    "alpha.invalid": Fault(
        "The penalty alpha is {alpha!r}.",
        "a finite number, 0 or above",
        "Leave it out to get LIME's 1.0.",
    ),
    "feature_selection.unknown": Fault(
        "feature_selection is {value!r}.",
        "one of {known}",
        'Leave it out to get "auto".',
    ),
    # engine/stability
    "repeats.features": Fault(
        "There are {n:d} runs, of other features or none.",
        "one run or more, of the same interpretable features",
        "Compare explanations of one instance by one explainer.",
    ),
    "repeats.incomplete": Fault(
        "The samples to repeat are not complete: the study is {status}.",
        "a study whose model has answered for all samples",
        "Continue first (study.resume()).",
    ),
    "repeats.number": Fault(
        "n_repeats is {n_repeats!r}.",
        "a whole number from 1 to {most:d}",
        "Leave it out to get {default:d}.",
    ),
    "settle.k": Fault(
        "k is {k!r}.",
        "a whole number of 1 or more, and below the {p:,} interpretable features",
        "Pass {most:d} or fewer: where all features are kept there is nothing to choose.",
    ),
    "repeats.n_jobs": Fault(
        "n_jobs is {n_jobs!r}.", "a number of processes, -1 for one on each core, or None", "Leave it out for none."
    ),
    "settle.most": Fault(
        "budget is {budget!r}.",
        "a whole number of samples from 2 to {most:,}",
        "Leave it out to get {default:,}.",
    ),
    "settle.confidence": Fault(
        "confidence is {confidence!r}.", "a number from 0.5 and below 1", "Pass 0.95, for 95 of 100 pairs of runs."
    ),
    "settle.surrogate": Fault(
        "The choice of features cannot be tested with {option}.",
        'surrogate="ridge" or "logistic", and a kernel other than "shapley"',
        "Choose one of them, settle the samples, and return.",
    ),
    "settle.lasso": Fault(
        "The top {k:d} are all features of a lasso path, whose choice has no gap to test.",
        "another feature selection, or fewer features than the path keeps",
        'Use feature_selection="forward_selection", or a smaller k.',
    ),
}
