"""Labels and tooltips of controls, and the names of their choices."""

from lime_widgets.engine.texts.entries import Entry

PARAMETERS: dict[str, Entry] = {
    # A choice that cannot be made, and one of the user's own
    "choice.own": "your own",
    "choice.needs_labels": "{choice} (needs labels)",
    "choice.needs_shares": "{choice} (needs answers from 0 to 1)",
    "idle.width": "Shapley values have no kernel width.",
    "idle.shapley": "Shapley values do not depend on this.",
    "idle.coalitions": "Coalitions do not depend on this: each column is on or off.",
    "parameter.model.help": "The black box: a fitted estimator, a pipeline or a callable.",
    "parameter.instance.help": "What the prediction was made for.",
    "parameter.explainer.help": "Perturbs data of this kind.",
    "parameter.output.help": (
        "The output to explain, by index or name. Automatic: the class that the model predicts. It stays the same "
        "for other instances."
    ),
    "parameter.output.label": "Explained output",
    "parameter.compared.help": "Further outputs to explain beside the explained output, by index or name.",
    "parameter.n_samples.help": (
        "How many perturbed samples the model evaluates. More samples make the weights steadier; only the new ones are "
        "evaluated."
    ),
    "parameter.n_images.help": (
        "How many images the model evaluates, each with some superpixels hidden. More samples make the weights "
        "steadier; only the new ones are evaluated."
    ),
    "parameter.n_samples.label": "Samples",
    "parameter.random_state.help": (
        "Seed of the random samples. The same seed gives the same explanation. Redraw to see how much the weights "
        "depend on it."
    ),
    "parameter.random_state.label": "Seed",
    "parameter.design.help": (
        "How the samples are spread. Sobol points fill the space evenly and make the weights steadier. LIME's are "
        "random."
    ),
    "parameter.mask_design.help": (
        "How the samples are drawn. Even: any two features are removed together as often as apart, as nearly as "
        "possible, which makes the weights steadier. LIME's are random."
    ),
    "parameter.design.label": "Sampling",
    "choice.design.sobol": "even (Sobol)",
    "choice.mask_design.sobol": "even",
    "choice.design.independent": "random",
    "parameter.distance.help": (
        "How the distance between a sample and the instance is measured, between representations."
    ),
    "parameter.row_distance.help": (
        "How the distance between a sample and the instance is measured, between representations. Gower's is for "
        "tables of numbers and categories: the mean over the columns of how much they differ, each 0 to 1."
    ),
    "parameter.mask_distance.help": (
        "The distance of a sample from the instance, in percent for texts and 0 to 1 for images: by the cosine between "
        "the features that are kept, or by the share of the features that are removed."
    ),
    "choice.distance.euclidean": "Euclidean",
    "choice.distance.sqeuclidean": "squared Euclidean",
    "choice.distance.manhattan": "Manhattan",
    "choice.distance.cosine": "cosine",
    "choice.distance.gower": "Gower",
    "choice.distance.removed": "share removed",
    "parameter.distance.label": "Distance",
    "parameter.kernel.help": (
        "How the weight of a sample falls with its distance. Shapley values weigh by the number of kept features "
        "instead, and have no width."
    ),
    "parameter.kernel.label": "Kernel",
    "choice.kernel.exponential": "exponential",
    "choice.kernel.gaussian": "Gaussian",
    "choice.kernel.epanechnikov": "Epanechnikov",
    "choice.kernel.triangular": "triangular",
    "choice.kernel.uniform": "uniform",
    "choice.kernel.shapley": "Shapley values",
    "parameter.kernel_width.help": (
        "How local the explanation is: the distance over which the weight of a sample falls, in units of the "
        "distance. Automatic: the default width."
    ),
    "parameter.kernel_width.label": "Kernel width",
    "parameter.compared_widths.help": "Further kernel widths to explain at, beside the kernel width.",
    "parameter.compared_widths.label": "Compared widths",
    "parameter.target_score.help": (
        "Choose the kernel width automatically: the largest at which R² for samples left out of the fit reaches "
        "this target, 0 to 1. Setting a width turns this off."
    ),
    "parameter.target_score.label": "Target R²",
    "parameter.surrogate.help": (
        "The surrogate that is fitted: a linear model with LIME's ridge penalty; a lasso, which leaves features out; a "
        "Bayesian ridge, whose weights may have a prior; a logistic model, whose weights are in log-odds and whose "
        "answers stay between 0 and 1; or a decision tree."
    ),
    "parameter.surrogate.label": "Surrogate",
    "choice.surrogate.ridge": "linear (ridge)",
    "choice.surrogate.lasso": "linear (lasso)",
    "choice.surrogate.bayesian": "linear (Bayesian)",
    "choice.surrogate.logistic": "logistic",
    "choice.surrogate.tree": "decision tree",
    "parameter.max_depth.help": "The most questions that the decision tree asks, one after another.",
    "parameter.max_depth.label": "Depth",
    "parameter.prior.help": (
        "The weights that are believed before the samples are seen; from code also any explanation of the same "
        "features. The samples of an explanation that is its own prior count twice."
    ),
    "parameter.prior.label": "Prior",
    "choice.prior.None": "no effect (0)",
    "choice.prior.explanation": "the present weights",
    "parameter.prior_precision.help": (
        "How firmly the prior is believed: as firmly as the samples suggest, or as its own standard errors say."
    ),
    "parameter.prior_precision.label": "Belief in the prior",
    "choice.prior_precision.None": "estimated",
    "choice.prior_precision.prior": "its own errors",
    "parameter.n_features.help": (
        "How many features the surrogate may use. Automatic: 10 features; for an image, all of them."
    ),
    "parameter.n_features.label": "Features",
    "parameter.feature_selection.help": "How the features of the surrogate are selected.",
    "parameter.feature_selection.label": "Feature selection",
    "choice.feature_selection.auto": "automatic",
    "choice.feature_selection.forward_selection": "forward selection",
    "choice.feature_selection.highest_weights": "highest weights",
    "choice.feature_selection.lasso_path": "lasso path",
    "choice.feature_selection.none": "none (all features)",
    "parameter.alpha.help": "Penalty: how strongly the weights are pulled to 0. LIME's is 1.",
    "parameter.alpha.label": "Penalty",
    "parameter.palette.help": "Colors for and against. Color-blind readers can tell blue and orange apart.",
    "parameter.palette.label": "Colors",
    "choice.palette.blue-orange": "blue and orange",
    "choice.palette.green-red": "green and red",
    "parameter.chart.help": (
        "How contributions are drawn: as bars from zero, or as a waterfall from the base to the surrogate's answer."
    ),
    "parameter.chart.label": "Chart",
    "choice.chart.bars": "bars",
    "choice.chart.waterfall": "waterfall",
    "parameter.discretizer.help": (
        "Where numbers are cut into bins. With bins a weight says what it matters that the value lies in its bin. "
        "Without bins a weight is per standard deviation. Automatic: quartiles where they explain about as well, "
        "otherwise none. Where values come from the table or are normal, the rows are the same with any bins."
    ),
    "parameter.discretizer.label": "Bins",
    "choice.discretizer.auto": "automatic",
    "choice.discretizer.quartile": "quartiles",
    "choice.discretizer.decile": "deciles",
    "choice.discretizer.entropy": "entropy",
    "choice.discretizer.None": "none",
    "parameter.sampling.help": (
        "How rows are drawn. As LIME: each column on its own, from the table's values with bins, from a normal "
        "distribution without. Table values or normal: the same source with any bins. Correlated: as normal, or as "
        "table values, but with the table's correlations, so that few rows lie off the data. Training rows: rows near "
        "this one, slightly moved. Where the kernel looks: all samples lie within its reach and count alike. "
        "Coalitions: some of the row's values, and the others from one row of the table, as Shapley values need it."
    ),
    "parameter.sampling.label": "Rows",
    "choice.sampling.independent": "as LIME",
    "choice.sampling.table": "table values",
    "choice.sampling.normal": "normal",
    "choice.sampling.gaussian": "correlated, normal",
    "choice.sampling.copula": "correlated, table values",
    "choice.sampling.nearest": "training rows nearby",
    "choice.sampling.local": "where the kernel looks",
    "choice.sampling.coalitions": "coalitions",
    "parameter.mask_sampling.help": (
        "How many features a sample removes. As LIME: texts any number, images about half. Where the kernel looks: "
        "mostly few, so that all samples count alike."
    ),
    "choice.mask_sampling.uniform": "as LIME",
    "parameter.local_width.label": "Width of local samples",
    "parameter.local_width.help": (
        "The kernel width for which samples near the instance are drawn. Automatic: the default width, and in a study "
        "the width at which they were asked for."
    ),
    "parameter.effect.help": (
        "What a bar is: the contribution of this value, weight times value, or the slope, the weight alone."
    ),
    "parameter.effect.label": "Bars",
    "choice.effect.contribution": "contributions",
    "choice.effect.slope": "slopes",
    "parameter.sample_around_instance.help": "Draw the samples around the instance instead of around the data.",
    "parameter.sample_around_instance.label": "Sample around the row",
    "parameter.unit.help": (
        "The units that are removed from the text: words, characters, sentences, or phrases of a few words."
    ),
    "parameter.unit.label": "Unit",
    "choice.unit.word": "words",
    "choice.unit.ngram": "phrases",
    "choice.unit.sentence": "sentences",
    "choice.unit.character": "characters",
    "parameter.ngram.help": "The number of words in a phrase, where the unit is phrases.",
    "parameter.ngram.label": "Words in a phrase",
    "parameter.bag.help": (
        "Repeated words are one feature and are removed together, as for a model that counts words. Else every "
        "occurrence is a feature."
    ),
    "parameter.bag.label": "Repeated words count as one",
    "parameter.mask.help": "The text that replaces a removed unit. Empty: the unit leaves nothing behind.",
    "parameter.mask.label": "Replace by",
    "parameter.segmentation.help": (
        "How the image is cut into superpixels: a method of scikit-image, squares, or labels of your own."
    ),
    "parameter.segmentation_options.help": "Settings of the segmentation, by name.",
    "parameter.fill.help": (
        "What a hidden superpixel shows: its mean color, one color for all, a blur, noise, or another image."
    ),
    "parameter.fill.label": "Hidden parts show",
    "choice.fill.mean": "mean color",
    "choice.fill.blur": "blur",
    "choice.fill.noise": "noise",
    "choice.fill.color": "a color",
    "parameter.sign.help": "Show superpixels that speak for the explained output, against it, or both.",
    "parameter.sign.label": "Show weights",
    "choice.sign.both": "for and against",
    "choice.sign.positive": "for",
    "choice.sign.negative": "against",
    "parameter.shown.help": "How many superpixels to show, the strongest first. The surrogate is not fitted again.",
    "parameter.shown.label": "Strongest",
    "parameter.min_weight.help": (
        "Hide the colors of superpixels whose weight is smaller than this, in either direction."
    ),
    "parameter.min_weight.label": "Smallest weight",
    "parameter.hide_rest.help": "Hide the superpixels that are not shown.",
    "parameter.hide_rest.label": "Hide the rest",
    "parameter.opacity.help": "How strongly the colors cover the image, 0 to 1.",
    "parameter.opacity.label": "Opacity",
    "parameter.boundaries.help": "Outline the superpixels that are shown.",
    "parameter.boundaries.label": "Outlines",
    "parameter.gray.help": "Show the image under the colors in gray: orange is invisible on an orange cup.",
    "parameter.gray.label": "Gray image",
    "parameter.draft.help": "An explainer with another segmentation to preview; the model is not called.",
    "parameter.removed.help": "The interpretable features that are removed by hand.",
    # Settings of the segmentations
    "setting.quickshift.kernel_size.label": "kernel size",
    "setting.quickshift.kernel_size.help": "Width of the smoothing in pixels. Higher: fewer superpixels.",
    "setting.quickshift.max_dist.label": "reach",
    "setting.quickshift.max_dist.help": (
        "Largest distance in position and color between joined pixels. Higher: fewer superpixels."
    ),
    "setting.quickshift.ratio.label": "weight of color",
    "setting.quickshift.ratio.help": "0 uses only positions; higher values give color more weight.",
    "setting.slic.n_segments.label": "superpixels",
    "setting.slic.n_segments.help": "Approximate number of superpixels.",
    "setting.slic.compactness.label": "compactness",
    "setting.slic.compactness.help": "Higher: squarer superpixels. Lower: superpixels that follow colors more closely.",
    "setting.felzenszwalb.scale.label": "scale",
    "setting.felzenszwalb.scale.help": "Higher: fewer and larger superpixels.",
    "setting.felzenszwalb.sigma.label": "smoothing",
    "setting.felzenszwalb.sigma.help": "Width in pixels of the blur before the segmentation.",
    "setting.felzenszwalb.min_size.label": "smallest size",
    "setting.felzenszwalb.min_size.help": "Minimum number of pixels in a superpixel.",
    "setting.watershed.markers.label": "superpixels",
    "setting.watershed.markers.help": "Approximate number of superpixels.",
    "setting.watershed.compactness.label": "compactness",
    "setting.watershed.compactness.help": "Higher: squarer superpixels. 0: superpixels that follow edges exactly.",
    "setting.grid.size.label": "size",
    "setting.grid.size.help": "Side of the squares in pixels.",
}
