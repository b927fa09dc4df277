"""Errors of the examples: data sets and figures."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # datasets/bike.py
    "data.bike.target": Fault("The target is {target!r}.", '"cnt" or "above_trend"', "Choose one of the two."),
    # datasets/imagenet.py
    "data.pictures.shape": Fault(
        "The images are an array of shape {shape} and type {dtype}.",
        "shape (n, height, width, 3) and type uint8: red, green and blue, 0 to 255",
        "{mend}",
    ),
    "data.pictures.one": "Pass image[None] for a single image.",
    "data.pictures.channels_first": "Put the channels last: images.transpose(0, 2, 3, 1).",
    "data.pictures.alpha": "Remove the alpha channel: images[..., :3].",
    "data.pictures.fractions": "For values from 0 to 1, pass (255 * images).round().astype(np.uint8).",
    "data.pictures.gray": "Convert gray images to red, green and blue: np.repeat(gray[..., None], 3, axis=-1).",
    # datasets/packages.py
    "data.needs": "{loader} needs the package {package}: pip install lime-widgets[examples]",
    # datasets/photos.py
    "data.photo.unknown": Fault(
        "The photograph is {name!r}.",
        "one of {known}",
        "Choose one of these names, or explain your own array.",
    ),
    "data.photo.size": Fault("size is {size!r}.", "a whole number of pixels, 8 or more", "Pass 224, or omit it."),
    # datasets/spam.py
    "data.spam.missing": Fault(
        "There are no comments at {place}.",
        "the zip archive of the YouTube Spam Collection, a folder of its CSV files, or one of them",
        "Fetch {url} and pass the path of the file.",
    ),
    "data.spam.unreadable": Fault(
        "{name} cannot be read as a table of comments. {why}",
        "a CSV file with the columns CONTENT and CLASS, where CLASS is 1 for spam and 0 otherwise",
        "Fetch {url} and pass the path of the file.",
    ),
    "data.spam.download": Fault(
        "The YouTube Spam Collection could not be downloaded. {reason}",
        "the zip archive at {url}",
        'Download it where there is a network, and pass its path: load_youtube_spam("youtube+spam+collection.zip").',
    ),
    "data.archive": "The archive",
    "data.large_tables": "Its tables have more than {most:,} bytes.",
    "data.large_download": "The download has more than {most:,} bytes; the archive has 160,000.",
    "data.columns": "Its columns are {columns}.",
    # datasets/torch_weights.py
    "data.weights.beyond": "a tensor of shape {shape} reaches beyond the numbers that are stored for it",
    "data.weights.use": "it wants to use {name}, which weights do not need",
    "data.weights.storage": "it describes a storage as {storage}",
    "data.weights.header": "its header differs",
    "data.weights.nested": "its objects are nested more than {most:d} deep",
    "data.weights.short": "it has {read:,} of the {length:,} numbers of a storage",
    "data.weights.unreadable": Fault(
        "{name} cannot be read: {reason}",
        "tensors of float32 and int64, as torch.save wrote them until PyTorch 1.6",
        "Reinstall the package that contains the file.",
    ),
    # figures/figure.py
    "figure.closed": Fault(
        "The figure is closed, and its study is released.",
        "a figure that is still open",
        "Read the table before you close the figure, or make the figure again.",
    ),
    # figures/global_vs_local.py
    "subject.unknown": Fault("on is {value!r}.", "one of {known}", "Leave it out to get the model of one feature."),
    # figures/r_random.py
    "seed.invalid": Fault(
        "The seed is {seed!r}.",
        "a whole number from 0 to 4294967295",
        "Pass the seed that set.seed gets in R.",
    ),
    # figures/steps.py
    "step.invalid": Fault("step is {value!r}.", "a step from 0 to {last:d}", "Set 0 for the first step."),
    "steps.no_study": Fault(
        "steps needs a study, and got {kind}.",
        "a Study, such as explorer.study",
        "Pass lime_widgets.explore(model, x, X_train).study.",
    ),
    "steps.no_explanation": Fault(
        "The study has no explanation to walk through; its status is {status!r}.",
        "a study whose model has answered",
        "{mend}",
    ),
}
