"""The sentences about an explanation: why, doubts, advice, flips, and the page without widgets."""

from lime_widgets.engine.texts.entries import Entry

ANSWERS: dict[str, Entry] = {
    # Why
    "why.constant": "The model gives the same answer everywhere in this neighborhood: no feature matters here.",
    "why.uncertain": "Which features matter most is too uncertain to call.",
    "why.unreliable": "Do not rely on this explanation: the surrogate does not follow the model here.",
    "why.unreliable_shapley": "Do not rely on these values: there are too few samples for all features.",
    "why.unreliable_names": (
        "Do not rely on this: the surrogate points to {names}, but it does not follow the model here."
    ),
    "why.whole": "{opening}; {against}.",
    "why.value": "{column} = {value}",
    "why.quoted": "“{name}”",
    "why.equal": "{n} more of equal weight",
    "why.mostly": "mostly because {names}",
    "why.mostly_parts": "mostly because of {names}",
    "why.many": "because many features, first {names}",
    "why.many_parts": "because of many features, first {names}",
    "why.higher": "Higher than the base {base}, {reason}",
    "why.lower": "Lower than the base {base}, {reason}",
    "why.higher_removed": "Higher than {base}, the answer with everything removed, {reason}",
    "why.lower_removed": "Lower than {base}, the answer with everything removed, {reason}",
    "why.higher_rows": "Higher than {base}, the mean answer for background rows, {reason}",
    "why.lower_rows": "Lower than {base}, the mean answer for background rows, {reason}",
    "why.starts_high": (
        "{names} speaks against it, but it starts high, at {base}",
        "{names} speak against it, but it starts high, at {base}",
    ),
    "why.likely": "“{output}” becomes more likely {reason}",
    "why.not": "Not “{output}”, {reason}",
    "why.against": ("{names} speaks against it", "{names} speak against it"),
    "why.for": ("{names} speaks for it", "{names} speak for it"),
    "why.lowers": ("{names} lowers it", "{names} lower it"),
    "why.raises": ("{names} raises it", "{names} raise it"),
    "why.little_against": "little speaks against it",
    "why.little_for": "little speaks for it",
    "why.little_lowers": "little lowers it",
    "why.little_raises": "little raises it",
    "why.unsure_against": "what speaks against it is too uncertain to call",
    "why.unsure_for": "what speaks for it is too uncertain to call",
    "why.unsure_lowers": "what lowers it is too uncertain to call",
    "why.unsure_raises": "what raises it is too uncertain to call",
    "why.parts": ("{n} superpixel", "{n} superpixels"),
    "why.parts_many": "Many superpixels together carry the answer; {parts} of {all} are certain",
    "why.parts_for": (
        "{parts} of {all} carries half of what speaks for “{output}”",
        "{parts} of {all} carry half of what speaks for “{output}”",
    ),
    "why.parts_against": (
        "{parts} of {all} carries half of what speaks against “{output}”",
        "{parts} of {all} carry half of what speaks against “{output}”",
    ),
    "why.others_against": ("{n} speaks against it", "{n} speak against it"),
    "why.others_for": ("{n} speaks for it", "{n} speak for it"),
    "list.last": "{first} and {last}",
    "list.or": "{first} or {last}",
    # Reasons for doubt. Their numbers are filled in where they are shown, at each kernel width.
    "doubt.constant": (
        "The model gives the same answer everywhere in this neighborhood, so there is nothing to explain. Widen the "
        "kernel, sample further out, or choose another fill or mask for removed parts."
    ),
    "doubt.few": (
        "Weighted by the kernel, the samples count like {samples}, too few for {features}: {needed} are needed."
    ),
    "doubt.few_local": "{said} Drawn where the kernel looks, all samples would count.",
    "doubt.constant_shapley": (
        "The model gives the same answer whatever is removed, so there is nothing to divide. Choose another fill or "
        "mask for removed parts, or other background rows."
    ),
    "doubt.few_shapley": (
        "The samples count as {samples}, too few for the Shapley values of {features}: {needed} are needed."
    ),
    "doubt.joint": (
        "Parts act together here: a sum of single values follows the model's answers only in part (R² {fidelity}). "
        "Shapley values share out equally what parts do together."
    ),
    "doubt.joint_rows": (
        "A sum of single values follows the model's answers only in part (R² {fidelity}): the rest is what columns do "
        "together, which Shapley values share out equally, and what the background rows differ in."
    ),
    "doubt.few_width": "{said} From kernel width {width} on there are enough.",
    "doubt.few_samples": "{said} About {n} samples would do.",
    "doubt.few_else": "{said} Widen the kernel, or use fewer features.",
    "doubt.penalty": (
        "The penalty, not the data, decides these weights: it takes {taken} of them. Widen the kernel or lower the "
        "penalty."
    ),
    "doubt.shrunk": (
        "The penalty takes {taken} of these weights: compare them with each other, not with the model's answers."
    ),
    "doubt.coarse": (
        "The bins are too coarse here: without bins R² is {without}, with all bins of every column {fidelity}."
    ),
    "doubt.no_sum": "No sum over columns follows the model here: with all bins of every column R² is {fidelity}.",
    "doubt.worse": (
        "All bins of every column follow the model here (R² {fidelity}), but these features do worse than one number "
        "for all samples would: R² is {score} for samples that are left out of the fit."
    ),
    "doubt.low": (
        "The surrogate explains little of the model's variation here: R² is {score} for samples that are left out of "
        "the fit."
    ),
    "doubt.low_end": "{said} Its weights say little about the model.",
    "doubt.middling_bins": (
        "Believe the large weights, not the small ones: all bins of every column explain only part of the model's "
        "variation here (R² {fidelity})."
    ),
    "doubt.middling": (
        "Believe the large weights, not the small ones: the surrogate explains only part of the model's variation here "
        "(R² {fidelity})."
    ),
    "doubt.better_width": "{said} At kernel width {width} it is {reached}.",
    "doubt.gap": "At the instance the surrogate says {surrogate}, and the model {model}.",
    "doubt.gap_coarse": "{said} The bins are coarse: R² is {score} with them, and {without} without.",
    "doubt.gap_width": (
        "{said} At kernel width {width} they differ by less than {within} of the range of the model's answers."
    ),
    "doubt.gap_else": "{said} Believe the order of the weights, not their sizes.",
    "doubt.sign": "Even the sign of the strongest weight is uncertain: its 95 % interval contains 0.",
    "doubt.sign_samples": "{said} About {n} samples would tell it.",
    "doubt.sign_else": "{said} More samples alone will hardly tell it.",
    "doubt.range": (
        "Believe the order of the weights, not their sizes: for this instance the surrogate says {surrogate}, outside "
        "of 0 to 1, because a straight line overshoots where the model is nearly certain."
    ),
    "doubt.separated": (
        "These weights grow without bound, because a line separates high answers from low ones here. Believe the "
        "signs, not the sizes; raise the penalty, or widen the kernel."
    ),
    "doubt.features": ("{n} feature", "{n} features"),
    "doubt.all": "all",
    "doubt.undefined": "undefined",
    "doubt.below_zero": "below 0",
    # LIME beside Shapley values
    "differ.whole": "{top}; {rest}.",
    "differ.alone": "{rest}.",
    "differ.poor_lime": "LIME's weights are graded Poor. {reason}",
    "differ.poor_shapley": "The Shapley values are graded Poor. {reason}",
    "differ.top": ("LIME and Shapley agree on the strongest", "LIME and Shapley agree on the top {n}"),
    "differ.first": "LIME puts {lime} first, Shapley {shapley}",
    "differ.gets": "{name} gets {shapley} from Shapley and {lime} from LIME",
    "differ.measured": "{value} ± {half}",
    "differ.little": "no value differs by more than {most}",
    "differ.unsure": "values differ by up to {most}, none by more than its 95 % interval",
    "differ.unknown": "values differ by up to {most}, which may be chance: not all have a 95 % interval",
    "differ.lime": "LIME's weights",
    "differ.shapley": "Shapley values",
    "differ.log_odds": "Weights in log-odds cannot be compared with Shapley values. Choose the linear surrogate.",
    "differ.own_rows": "Shapley values need coalitions of the row's values, and these rows are your own.",
    # Advice, as texts of buttons
    "advice.local": "Sample where the kernel looks",
    "advice.penalty": "Penalty {value}",
    "advice.no_bins": "No bins",
    "advice.logistic": "Logistic surrogate",
    "advice.prior_precision": "Estimate the belief in the prior",
    "advice.width": "Kernel width {value}",
    "advice.samples": "{n} samples",
    # Flips
    "flip.without": "Without {names}",
    "flip.hidden": ("With the strongest superpixel hidden", "With {n} superpixels hidden"),
    "flip.then": "{without} the model says {answer}.",
    "flip.still": "{without} the model still says “{name}”",
    "flip.still_at": "{without} the model still says “{name}” ({chance})",
    "flip.then_also": "{alone}; {without} it says {answer}.",
    "flip.none": "{alone}; no removal of up to {most} of them that was tried changes that ({n} tried).",
    "flip.class": "“{name}”",
    "flip.class_at": "“{name}” ({chance})",
    "flip.value": "With {column} = {text} the model says {answer}.",
    "flip.no_value": (
        "No other value of the one column flips the class (some were tried).",
        "No change of a single value flips the class (all {n} columns tried).",
    ),
    "flip.no_value_of": (
        "No change of a single value flips the class; tried was one of {all} columns: {names}.",
        "No change of a single value flips the class; tried were the {n} strongest of {all} columns: {names}.",
    ),
    # An explanation without widgets
    "static.model": "Model: {answer}",
    "static.plain": "Model: {answer}. {why}",
    "static.class": 'class "{name}"',
    "static.class_at": 'class "{name}", {chance}',
    "static.value_of": "{value} for {output}",
    "static.picture": "The image with its superpixels colored",
    "static.grade": "{grade} (R² {score}).",
    "static.grade_doubt": "{grade} (R² {score}). {doubt}",
    "static.more": "… and {n} smaller ones",
    "static.contribution": "contribution",
    "static.log_odds": "contribution in log-odds",
    "static.slope": "slope {slope}",
    "static.sampled": "effective sample size {ess} of {n}",
    "static.exact": "exact, without sampling error",
    "static.fit": "R² {score} · {errors} · model {model}, surrogate {surrogate}",
    "static.fit_left_out": "R² {score} ({left_out} left out) · {errors} · model {model}, surrogate {surrogate}",
    "static.shapley": "Shapley values · {errors} · base {base}, model {model}",
    "static.rest": ("{n} other feature", "{n} other features"),
    "static.needs_matplotlib": "Pictures for print need matplotlib: pip install lime-widgets[plot]",
    "grade.good": "Good",
    "grade.fair": "Fair",
    "grade.poor": "Poor",
}
