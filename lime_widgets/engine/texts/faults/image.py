"""Errors of images, their superpixels and their pictures."""

from lime_widgets.engine.texts.entries import Entry, Fault

_SHAPES = "an array of shape (h, w) for gray, or (h, w, 1), (h, w, 3) or (h, w, 4)"
_AN_ARRAY = "{name} is an array of shape {shape}"
_LABELS = "a whole number for each of the {height:,} × {width:,} pixels"
_INTEGERS = "Return an array of integers, as scikit-image's segmentation functions do."
_OTHER_SHAPE = "{source} returned labels of shape {shape}; the image has {height:,} × {width:,} pixels."
_SLIC = 'segmentation="slic", segmentation_options={"n_segments": 50}'
_OR_SLIC = f"in segmentation_options, or choose {_SLIC}."
_OR_SQUARES = 'in segmentation_options, or choose segmentation="grid".'

FAULTS: dict[str, Entry] = {
    # engine/image/neighbors.py
    "neighbors.same_image": Fault(
        "radius is {radius!r}, and the image holds values of the type {dtype}: no pixel changes.",
        "noise that changes the image",
        "Pass a larger radius, or the image as numbers with decimals.",
    ),
    # engine/image/fill.py
    "fill.channels": Fault(
        (
            "fill has {size:d} numbers; the image has {n:d} channel.",
            "fill has {size:d} numbers; the image has {n:d} channels.",
        ),
        ("one number", "one number, or {n:d}"),
        "Pass one number for each channel without alpha.",
    ),
    "fill.range": Fault(
        "fill is {fill}; the image has dtype {dtype} and values from {least:g} to {most:g}.",
        "numbers from {lowest:g} to {highest:g}",
        "Use the image's own range for the fill, or convert the image.",
    ),
    "fill.range_of_whole_numbers": Fault(
        "fill is {fill}; the image has dtype {dtype} and values from {least:g} to {most:g}.",
        "whole numbers from {lowest:g} to {highest:g}",
        "Use the image's own range for the fill, or convert the image.",
    ),
    "fill.shape": Fault(
        "The fill image has shape {other}, without alpha; the explained image has shape {shape}.",
        "the same shape",
        "Resize it, for example with skimage.transform.resize.",
    ),
    "fill.dtype": Fault(
        "The fill image has dtype {other}; the explained image has dtype {dtype}.",
        "the same dtype, and the same range of values",
        "Convert it, for example with skimage.util.img_as_{kind}.",
    ),
    "fill.invalid": Fault(
        "fill is {fill}.",
        '"mean", "blur", "noise", a color such as "#808080", one number per channel, or an image',
        'Omit it to use "mean".',
    ),
    # engine/image/labels.py
    "segments.no_array": Fault("{source} returned no array: {reason}", _LABELS, _INTEGERS),
    "segments.no_numbers": Fault("{source} returned an array of dtype {dtype}.", _LABELS, _INTEGERS),
    "segments.no_labels": Fault("{source} returned a {kind}.", _LABELS, _INTEGERS),
    "segments.shape": Fault(_OTHER_SHAPE, _LABELS, "Segment this image at this size."),
    "segments.transposed": Fault(_OTHER_SHAPE, _LABELS, "Transpose the labels: rows come first."),
    "segments.fractions": Fault("{source} returned the label {label}, among others.", _LABELS, _INTEGERS),
    "segments.one": Fault(
        "{source} returned one superpixel, so there is nothing to compare.", "at least 2 superpixels", "{more}"
    ),
    "segments.none": Fault(
        "{source} returned no superpixel, so there is nothing to compare.", "at least 2 superpixels", "{more}"
    ),
    "segments.too_many": Fault(
        "{source} returned {count:,} superpixels, most of them only a few pixels large.",
        "at most {most:,}",
        "{fewer}",
    ),
    # engine/image/overlay.py
    "palette.unknown": Fault("palette is {palette!r}.", "one of {known}", 'Omit it to use "blue-orange".'),
    "overlay.labels": Fault(
        "The labels have {superpixels:,} superpixels; the explanation has {features:,} features.",
        "the labels of the explained image",
        "Pass the labels that the explainer's segment method returns for this image.",
    ),
    "sign.unknown": Fault("sign is {sign}.", "one of {known}", 'Omit it to use "both".'),
    "shown.invalid": Fault(
        "shown is {shown}.",
        "a whole number of 1 or more, or None for all superpixels",
        "Omit it to show all.",
    ),
    "min_weight.invalid": Fault("min_weight is {value}.", "a number of 0 or more", "Omit it to use 0."),
    "opacity.invalid": Fault("opacity is {value}.", "a number from 0 to 1", "Omit it to use 0.6."),
    # engine/image/pixels.py
    "picture.image": "The image",
    "picture.fill_image": "The fill image",
    "picture.masked": Fault(
        "{name} has only masked pixels.",
        "at least one unmasked pixel",
        "Unmask the pixels to explain.",
    ),
    "picture.path": Fault(
        "{name} is the path of a file: {path}.",
        _SHAPES,
        "Read the file first: skimage.io.imread({path}).",
    ),
    "picture.none": Fault("{name} is None.", _SHAPES, "Pass one image."),
    "picture.several": Fault(
        "{name} is of type {kind}.",
        _SHAPES,
        "Pass numpy.asarray(image) if it is one image, or a single image of several.",
    ),
    "picture.no_array": Fault("{name} is of type {kind}.", _SHAPES, "Pass one image."),
    "picture.unreadable": Fault(
        "{name} is of type {kind}, which numpy cannot read: {reason}.",
        _SHAPES,
        "Convert it to a numpy array.",
    ),
    "picture.batch": Fault(
        f"{_AN_ARRAY}, which looks like a batch of images.", _SHAPES, "Pass one of the images, such as images[0]."
    ),
    "picture.dimensions": Fault(f"{_AN_ARRAY}.", _SHAPES, "Reshape it to (h, w) or (h, w, channels)."),
    "picture.objects": Fault(f"{_AN_ARRAY}.", _SHAPES, "Pass an array of numbers."),
    "picture.empty": Fault(f"{_AN_ARRAY}, which has no pixels.", "at least one pixel", "Pass a nonempty image."),
    "picture.channels_first": Fault(
        f"{_AN_ARRAY}, with its channels first.",
        _SHAPES,
        (
            "Move the axis: np.moveaxis(image, 0, -1). If the model needs channels first, wrap it: lambda images: "
            "model(images.transpose(0, 3, 1, 2)). If the array is several gray images, pass one: images[0]."
        ),
    ),
    "picture.two_channels": Fault(
        f"{_AN_ARRAY}, with 2 channels.", _SHAPES, "Pass only the gray values: image[..., 0]."
    ),
    "picture.volume": Fault(
        _AN_ARRAY + ": a volume or a stack of {slices:,} gray images, or an image of {channels:,} channels.",
        _SHAPES,
        (
            "Pass one slice of a volume, such as image[0] or image[:, :, 0], or three channels, such as image[..., "
            "[0, 1, 2]]."
        ),
    ),
    "picture.dtype": Fault(
        "{name} is an array of dtype {dtype}.", "real numbers or booleans", "Convert it: image.astype(float)."
    ),
    "picture.complex": Fault(
        "{name} is an array of dtype {dtype}.", "real numbers or booleans", "Pass its absolute values."
    ),
    "picture.not_finite": Fault(
        (
            "{name} has {n:,} pixel that is NaN or infinite, the first at row {row:d}, column {column:d}: {first}.",
            "{name} has {n:,} pixels that are NaN or infinite, the first at row {row:d}, column {column:d}: {first}.",
        ),
        "finite numbers",
        "Replace them with np.nan_to_num(image), or mask them with np.ma.masked_invalid(image).",
    ),
    # engine/image/segmentation.py: who returned the labels, and advice for more and for fewer superpixels.
    "segmentation.method": 'The segmentation "{segmentation}"',
    "segmentation.function": "The function {name}",
    "segmentation.array": "The array of labels",
    "segmentation.more.quickshift": f"Lower max_dist or kernel_size {_OR_SQUARES}",
    "segmentation.fewer.quickshift": f"Raise kernel_size or max_dist {_OR_SLIC}",
    "segmentation.more.slic": f"Raise n_segments or lower compactness {_OR_SQUARES}",
    "segmentation.fewer.slic": f"Lower n_segments {_OR_SLIC}",
    "segmentation.more.felzenszwalb": f"Lower min_size and scale {_OR_SQUARES}",
    "segmentation.fewer.felzenszwalb": f"Raise min_size or scale {_OR_SLIC}",
    "segmentation.more.watershed": f"Raise markers {_OR_SQUARES}",
    "segmentation.fewer.watershed": f"Lower markers {_OR_SLIC}",
    "segmentation.more.grid": "Lower size in segmentation_options.",
    "segmentation.fewer.grid": f"Raise size {_OR_SLIC}",
    "segmentation.more": "Divide the image further, or use quickshift.",
    "segmentation.fewer": f"Merge superpixels, or choose {_SLIC}.",
    "segmentation.no_options": Fault(
        "segmentation_options is {options}; the segmentation is a function or an array.",
        "settings only for a named segmentation",
        "Omit them, or pass one of {known} as the segmentation.",
    ),
    "segmentation.unknown": Fault(
        "segmentation is {segmentation}.",
        "one of {known}, a function of the image, or an array of labels",
        'Omit it to use "quickshift".',
    ),
    "segmentation.options": Fault(
        "segmentation_options is {options}.",
        "a dict with some of {known}",
        "Omit it to use the defaults.",
    ),
    "segmentation.no_option": Fault(
        "segmentation_options has {name!r}, which is not a setting of {segmentation}.",
        "some of {known}",
        "Correct the name, or omit it.",
    ),
    "segmentation.option": Fault(
        "{name} of {segmentation} is {value}.",
        "a number from {low:g} to {high:g}",
        "Omit it to use {default:g}.",
    ),
    "segmentation.whole_option": Fault(
        "{name} of {segmentation} is {value}.",
        "a whole number from {low:g} to {high:g}",
        "Omit it to use {default:g}.",
    ),
    "segmentation.failed": Fault(
        "scikit-image's {segmentation} failed on an image of {height:,} × {width:,} pixels: {reason}",
        "an image that this method can segment",
        'Choose another segmentation, such as "grid".',
    ),
    "segmentation.function_failed": Fault(
        "The segmentation function {name} failed: {reason}",
        "a function that receives the image and returns a label for every pixel",
        "Call it on this image to debug it.",
    ),
}
