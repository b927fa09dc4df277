"""What is said of a model, an instance or a sample, and the names that are given to features and outputs."""

from lime_widgets.engine.texts.entries import Entry

_VOTE = "so the weights explain a vote, not a probability"

NOTES: dict[str, Entry] = {
    # An error as a whole
    "fault": "{what} Expected {expected}. {mend}",
    # Objects in a cell
    "repr.neighborhood": "Neighborhood({samples:,} samples of {features:,} features, outputs {outputs})",
    "repr.slice": "Slice({names}, {rows} rows)",
    "repr.array": "<array of shape {shape}>",
    # Names of features and outputs that have none
    "name.feature": "feature {place:d}",
    "name.superpixel": "superpixel {place:d}",
    "name.missing": "{column} is missing",
    "name.value": "value",
    "name.value_of": "value {place:d}",
    "name.output": "output {place:d}",
    "name.score": "score of {output}",
    "name.target": "target {target:d}=",
    # The model
    "note.varying": (
        "The model answers the same input differently: {first:.4g−}, then {second:.4g−} for {output!r}. The weights "
        "contain this noise. Switch off what is random in the model, such as dropout or sampling, or use more samples."
    ),
    "note.training": (
        "The network is in training mode: dropout and batch normalization make its answers differ from call to call. "
        "Call model.eval() first."
    ),
    "note.targets": (
        "The model has several targets, each with classes of its own. One class of one target is explained, by "
        "default the predicted one of the first; choose another with output."
    ),
    "note.independent": (
        "The model's outputs do not sum to 1: treated as independent outputs (multi-label), each a probability of its "
        "own."
    ),
    "note.labels": f"The model's predict answers with labels, {_VOTE}. {{cure}}",
    "note.votes": f"The model answers only 0 or 1, {_VOTE}. {{cure}}",
    "note.cure": "Pass a model with predict_proba, or its predict_proba itself.",
    "note.cure_of_labels": (
        "Its predict_proba returns hard labels, like that of a fully grown tree. A model whose probabilities vary, "
        "such as a forest or a tree with a larger min_samples_leaf, can be explained better."
    ),
    "note.whole_numbers": (
        "The model answers only with the whole numbers {numbers}. If they are labels, such as the numbers of "
        "clusters, their sizes mean nothing: return a column of 0 and 1 for each label instead."
    ),
    # An image
    "note.alpha": "The alpha channel is dropped: the model receives red, green and blue.",
    "note.masked": "{pixels:,} masked pixels are in no superpixel and never hidden.",
    "note.masked_not_finite": "Masked pixels that are NaN or infinite are set to 0.",
    "note.upright": "The image is turned upright, as its EXIF orientation says. The model receives it so.",
    "note.mode": "The image of PIL's mode {mode} is converted to mode {wanted}. The model receives it so.",
    "note.mode_without_alpha": (
        "The image of PIL's mode {mode} is converted to mode {wanted}, without its alpha channel. The model receives "
        "it so."
    ),
    "note.unchanged": (
        "{same} of {n} superpixels ({area} of the picture) look the same when they are hidden, so their weights say "
        "nothing about what the model sees there."
    ),
    "note.other_fill": 'Set fill to "{fill}", which changes more of them, or use larger superpixels.',
    # A text
    "note.words_of_icu": (
        "Its script has no spaces between words, so what ICU takes for a word is a unit. For the words of the "
        "language, pass a function as unit, such as unit=jieba.lcut for Chinese."
    ),
    "note.characters": (
        "Its script has no spaces between words, so each character is a unit. For the words of the language, pass a "
        "function as unit, such as unit=jieba.lcut for Chinese."
    ),
    # A row
    "note.text_column": (
        "Column {name} holds a text, and nearly every row has another: only whether it is this text is weighed, not "
        "its words. To explain its words, pass text_columns=[{name}] to explore."
    ),
    "note.unknown_value": (
        "{name} is {value!r}, which is in no row of the training data: the model answers for something that it was "
        "not trained on."
    ),
    "note.outside": (
        "{name} is {value}, outside of the training data ({low} to {high}): the model answers for something that it "
        "was not trained on."
    ),
    # The samples
    "note.uneven": (
        "{samples:,} Sobol points are hardly better than {even:,}, or worse: a power of two fills the space evenly. "
        "{better:,} are clearly better."
    ),
    "note.off_data": (
        "{share} of the samples lie off the training data: no training row has such a combination of values, so the "
        "model was not trained there."
    ),
    "note.to_copula": 'To draw correlated rows, set sampling to "copula" (Rows: correlated, table values).',
    "note.to_nearest": 'To move rows of the training data, set sampling to "nearest" (Rows: training rows nearby).',
    "note.bound": (
        "The columns {names} determine each other, as copies, sums and columns of 0 and 1 for each category do, and "
        "the samples break that."
    ),
    "note.more_columns": "{names} and {n} more",
    "note.unbind": "Or train the model without one of them, and with one column of categories for columns of 0 and 1.",
    "note.coalitions": (
        "Each sample keeps some values of this row and takes the others from rows of the training data; bins have no "
        "effect."
    ),
    "note.bins": "With quartiles: R² {bins:.2f−}, without bins {without:.2f−}.",
    "note.no_bins": "No bins: R² {without:.2f−}, with quartiles {bins:.2f−}.",
    "note.partial": (
        "This explanation is partial: the model has answered for {answered:,} of {samples:,} samples. Call wait() on "
        "the study for all of them."
    ),
}
