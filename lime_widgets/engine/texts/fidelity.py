"""How faithful an explanation is: the headline, the measures, and the axes of their figures."""

from lime_widgets.engine.texts.entries import Entry, Fault

FIDELITY: dict[str, Entry] = {
    "fidelity.explains": "{where}, the surrogate explains {share} of how the model's answers vary; {gap}.",
    "fidelity.worse": ("{where}, the surrogate does worse than the model's mean answer would (R² {score}); {gap}."),
    "fidelity.fresh": "On samples it has not seen",
    "fidelity.left_out": "On samples left out of the fit",
    "fidelity.exact": "On all variants that there are",
    "fidelity.off": "at this instance it is off by {gap}",
    "fidelity.flat": "The model's answers do not vary here, so there is nothing to explain.",
    "fidelity.few_fresh": "The fresh samples count like {ess} here, so this share is uncertain.",
    "fidelity.name.score": "R² in sample",
    "fidelity.name.loo_score": "R² left out",
    "fidelity.name.fresh": "R² fresh",
    "fidelity.name.all_bins": "R² of all bins",
    "fidelity.name.gap": "gap",
    "fidelity.name.right_side": "right side",
    "fidelity.name.infidelity": "infidelity",
    "fidelity.name.deletion_area": "deletion",
    "fidelity.name.insertion_area": "insertion",
    "fidelity.name.random_area": "random order",
    "fidelity.measure.score": "The surrogate explains {share} of the answers that it was fitted to.",
    "fidelity.measure.loo_score": "It explains {share} when each sample is left out of the fit that predicts it.",
    "fidelity.measure.fresh": "It explains {share} of {n} samples that it has not seen, ±\u00a0{half}.",
    "fidelity.measure.all_bins": (
        "A fit on all bins and categories of every column would explain {share}. The grade judges this."
    ),
    "fidelity.measure.gap": "At the instance the model says {model}, and the surrogate {surrogate}.",
    "fidelity.measure.right_side": "It puts {share} of the weight on the model's side of the class boundary.",
    "fidelity.measure.infidelity": (
        "The mean squared error of the changes from this instance that the surrogate predicts."
    ),
    "fidelity.measure.deletion_area": (
        "The mean answer while features go, what raises it most first. Lower than in random order is faithful."
    ),
    "fidelity.measure.insertion_area": (
        "The mean answer while features come, what raises it most first. Higher than in random order is faithful."
    ),
    "fidelity.measure.random_area": "The mean answer while features go or come in random order.",
    "fidelity.axis.n_features": "number of features",
    "fidelity.axis.n_shown": "number of features shown (Shapley values divide the answer among all features)",
    "fidelity.axis.score": "R²",
    "fidelity.axis.residual": "model − surrogate",
    "fidelity.axis.rms": "± root mean square",
    "fidelity.axis.mean": "mean",
    "fidelity.axis.beyond": (
        "{n:,} sample beyond the frame, error {size}",
        "{n:,} samples beyond the frame, errors up to {size}",
    ),
    "fidelity.axis.share": "share of the features removed, or added",
    "fidelity.axis.deletion": "removed, what raises it most first: area {area}",
    "fidelity.axis.insertion": "added, what raises it most first: area {area}",
    "fidelity.axis.random": "random order: area {area}",
    # Errors
    "fidelity.frame": Fault("There is no table {value!r}.", "{known}", 'Use to_frame("measures") for all measures.'),
    "fidelity.plot": Fault("There is no curve {value!r}.", "{known}", 'Use plot("n_features") for the trade-off.'),
    "fidelity.no_removal": Fault(
        "There are no deletion and insertion curves yet.",
        "a study that asked the model for them",
        "Call study.check_fidelity() and study.wait() first.",
    ),
}
