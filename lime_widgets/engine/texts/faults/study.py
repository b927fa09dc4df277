"""Errors of a study and its parameters."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # study/chain.py
    "study.interrupted": Fault(
        "The computation was interrupted ({kind}), so this is the explanation before the change.",
        "a change that runs to its end",
        "Change a parameter, or call resume() to compute it.",
    ),
    "study.copied": (
        "A study cannot be copied or pickled: it owns a lock and a thread. Pickle study.explanation, study.sweep or "
        "study.neighborhood, or build another study from the same model, instance and explainer."
    ),
    "study.endless": "Observers change the study without end (last: {names}); they were not notified further.",
    "study.observers": "several observers raised",
    # study/image.py
    "draft.invalid": Fault(
        "draft is a {kind}.",
        "an ImageExplainer, or None",
        'Pass for example study.explainer.replace(segmentation="slic").',
    ),
    "explanation.not_drawn": Fault(
        "There is no explanation to draw; the study's status is {status!r}.",
        "a study whose model has answered",
        "{mend}",
    ),
    # study/jobs/judging/fidelity.py
    "n_fresh.invalid": Fault(
        "n_fresh is {n_fresh!r}.",
        "a whole number of 0 or more",
        "Leave it out for a quarter of n_samples.",
    ),
    "fidelity.no_explanation": Fault(
        "There is no explanation to judge; the study's status is {status!r}.",
        "a study whose model has answered",
        "Call study.wait() first.",
    ),
    # study/jobs/removal.py
    "removed.invalid": Fault(
        "removed is {value}.",
        "indices of interpretable features, 0 to {last:d}",
        "Pass (0, 3) to remove the first and the fourth, or () to put all back.",
    ),
    # study/parameters.py
    "explainer.invalid": Fault(
        "The explainer is {kind!r}.",
        "a TabularExplainer, a TextExplainer or an ImageExplainer",
        "Build one: lime_widgets.TabularExplainer(X_train), TextExplainer() or ImageExplainer().",
    ),
    "compared.invalid": Fault(
        "compared is {value!r}.",
        "a sequence of outputs, by index or name",
        'Pass ("cat", "dog") to explain these two beside the explained output, or () for none.',
    ),
    "kernel_width.one": Fault(
        "The kernel width is {value!r}.",
        "one number",
        "Use Neighborhood.sweep for several widths.",
    ),
    "compared_widths.invalid": Fault(
        "compared_widths is {value!r}.",
        "a sequence of kernel widths",
        "Pass (0.5, 2.0) to explain at these two beside the kernel width, or () for none.",
    ),
    "compared_widths.no_numbers": Fault(
        "compared_widths is {value}.",
        "a sequence of kernel widths, each of them one number",
        "Pass (0.5, 2.0) to explain at these two beside the kernel width, or () for none.",
    ),
    # study/trait_types.py
    "parameter.no_choice": Fault("{name} is {value!r}.", "one of {known}", 'The default is "{default}".'),
    "parameter.no_switch": Fault("{name} is {value!r}.", "True or False", "The default is {default}."),
    "explanation.none": Fault(
        "There is no explanation yet, so it has no {name}: {reason}.",
        "a study whose model has answered",
        "{mend}",
    ),
    "explanation.absent": "<no explanation: {reason}>",
    "explanation.status": "the study's status is {status!r}",
    "explanation.wait": "Call wait() on the study first: study.wait().",
    "explanation.call_wait": "Call study.wait() first.",
    "parameter.unknown": "A study has no parameter {names}. Expected some of {known}.",
    "parameter.unknown_guessed": "A study has no parameter {names}. {guesses} Expected some of {known}.",
}
