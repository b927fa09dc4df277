"""Errors of explanations, surrogates, sampling and perturbations."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # engine/explanation/checks.py
    "n_features.invalid": Fault(
        "n_features is {n_features!r}.",
        "a whole number of 1 or more; there are {p:,} interpretable features",
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
        "{what} has {given:d} names.",
        "{needed:d} names, one for each column",
        "Give as many names as there are columns, or leave them out.",
    ),
    "counts.invalid": Fault(
        "counts has {given:,} values, the smallest {least:.4g}, the largest {most:.4g}.",
        "{needed:,} values of 0 or above, one for each row, and not all of them 0",
        "Give the number of samples that each row represents, or leave counts out.",
    ),
    "clusters.number": Fault(
        "clusters has {given:,} values.",
        "{needed:,} values, one for each row, equal where samples were drawn together",
        "Give one value for each row, or leave clusters out.",
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
    # engine/explanation/result.py
    "rows.invalid": Fault(
        "Z is {rows}.",
        "rows of {columns:,} finite numbers, one for each interpretable feature",
        "Pass rows of the representation, such as Neighborhood.Z.",
    ),
    "number_kind.unknown": Fault("kind is {value!r}.", "one of {known}", 'Leave it out to get "weight".'),
    # engine/explanation/width_selection.py
    "target.invalid": Fault(
        "The target for R² is {target!r}.",
        "a number above 0 and up to 1",
        "Leave it out to get {default}.",
    ),
    # engine/perturbation/explainer.py
    "setting.unknown": Fault(
        "{names} cannot be replaced.",
        "some of {known}",
        "Correct the name, or create a new explainer.",
    ),
    # engine/perturbation/masked.py
    "mask_distance.unknown": Fault("The distance is {metric!r}.", '"cosine" or "removed"', 'Omit it to use "cosine".'),
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
}
