"""What pictures for print say of samples and of kernel widths."""

from lime_widgets.engine.texts.entries import Entry

SAMPLES: dict[str, Entry] = {
    # Samples
    "samples.drawn": ("{n:,} sample, which counts like {ess}.", "{n:,} samples, which count like {ess}."),
    "samples.all": ("All {n:,} sample.", "All perturbations, as {n:,} samples."),
    "samples.off": "{share} of the samples lie off the data.",
    "samples.above": "{share} of the samples lie off the data, above the line.",
    "samples.instance": "the instance",
    "samples.training": "training rows",
    "samples.level": "model's answer for the instance",
    "samples.zero": "residual 0",
    "samples.edge": "99 % of the training rows lie below",
    "samples.lightest": "weight 0",
    "samples.heaviest": "largest",
    "samples.from_data": "distance from the training data",
    "samples.probability": "probability of {name}",
    # Curves
    "curve.model": "model",
    "curve.kernel": "weight of the kernel",
    "curve.width": "surrogate of width {width}",
    # Kernel widths
    "widths.few": "too few samples",
    "widths.marked": "At width {width}: R² {score} left out, the samples count like {ess}.",
}
