"""What views show beside the sentences: kinds of data, names and axes."""

from lime_widgets.engine.texts.entries import Entry

VIEWS: dict[str, Entry] = {
    # Segmentations
    "segmentation.quickshift": "quickshift",
    "segmentation.slic": "SLIC",
    "segmentation.felzenszwalb": "Felzenszwalb",
    "segmentation.watershed": "watershed",
    "segmentation.grid": "squares",
    # Kinds of data
    "kind.table_row": "table row",
    "kind.text": "text",
    "kind.image": "image",
    # What a view needs before it has a picture
    "needed.repeats": "repeats with other seeds, or samples that settle the top features",
    "needed.global": "a surrogate of the whole model",
    "needed.tree": "a decision tree as the surrogate",
    "needed.slice": "the model's answers along the columns",
    "needed.fidelity": "measures of the explanation",
    "name.long": "{begin}…{end} ({n} characters)",
    # Axes of plots, until the page writes its own
    "axis.distance": "distance",
    "axis.model": "model",
    "axis.weight": "weight",
    "axis.kernel_width": "kernel width",
    "axis.trust": "trust",
    # What hidden superpixels show
    "filled.mean": "mean colors",
    "filled.blur": "a strong blur",
    "filled.noise": "noise",
    "filled.color": "the color {color}",
}
