"""Errors of the model, and guesses why it failed."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # engine/model/black_box.py
    "output_names.invalid": Fault(
        "output_names is {output_names}.",
        "a name for each output",
        'Pass a list such as ["no", "yes"], or None.',
    ),
    "batch_size.invalid": Fault(
        "batch_size is {size!r}.",
        "a whole number of 1 or more",
        "Pass {default:d}, fewer for a model that needs much memory, or None to leave it to the data.",
    ),
    "model.one_at_a_time": Fault("{what}{cause}", "an answer for every {unit}", "{mend}"),
    "model.outputs_changed": Fault(
        "The model returned {outputs:d} outputs for {rows}, and {before:d} before.",
        "the same outputs for every batch",
        "Fix the outputs in a function around the model, so that they do not depend on the rows.",
    ),
    "output_names.number": Fault(
        (
            "output_names has the length {given:d}, and the model returned {n} output.",
            "output_names has the length {given:d}, and the model returned {n} outputs.",
        ),
        ("{n} name", "{n} names"),
        "Name every output, or pass None.",
    ),
    # The inputs of a call
    "model.text": ("text", "texts"),
    "model.image": ("image", "images"),
    "model.row": ("row", "rows"),
    "model.text_place": ("text {first:,}", "texts {first:,}–{last:,}"),
    "model.image_place": ("image {first:,}", "images {first:,}–{last:,}"),
    "model.row_place": ("row {first:,}", "rows {first:,}–{last:,}"),
    "model.image_of": "an image of {size}, {dtype}",
    # Guesses why the model failed; each follows another sentence
    "cause.thread": " The model is called in a thread of its own, and what it uses belongs to another one.",
    "cause.thread_mend": (
        "Open the connection inside of the function that is the model, or let threads share it, with "
        "sqlite3.connect(file, check_same_thread=False)."
    ),
    "cause.tensors": " It seems to expect tensors of PyTorch, not arrays of NumPy.",
    "cause.tensors_mend": (
        "Convert the {units} in the function around the network, with torch.from_numpy({name}), or pass the network "
        "itself, which is then called with tensors."
    ),
    "cause.one": " It seems to take one {unit}, not several: it answers for the first {unit} by itself.",
    "cause.pass": "Pass {code} in its place.",
    "cause.missing": (
        " The rows sent have missing values in column {names} (probably the cause).",
        " The rows sent have missing values in columns {names} (probably the cause).",
    ),
    "cause.missing_mend": "Fill missing values in the model's pipeline, or explain a row and a table without them.",
    "cause.empty": " One of the texts is empty, because all its words are removed (probably the cause).",
    "cause.empty_mend": (
        "Answer for it in a function around the model, or set a mask text that replaces removed words."
    ),
    "cause.channels": " It seems to expect channels first: it answers for the same images as {size}.",
    "cause.table_rows": " It seems to expect table rows: it answers for the same images as {numbers:,} numbers each.",
    # engine/model/calling.py
    "model.class": Fault(
        "The model is the class {name}, not an object of it.",
        "a fitted object, or a function",
        "Create one and fit it first: {name}().fit(X, y).",
    ),
    "model.not_callable": Fault(
        (
            "The model is {kind:a} ({model}), which cannot be called and has none of predict_proba, "
            "decision_function and predict."
        ),
        "a fitted estimator or a function",
        "Pass a function that takes rows and returns one number, or one number for each output, for every row.",
    ),
    "model.not_fitted": Fault(
        "The model is {kind:a} that is not fitted.",
        "a fitted estimator",
        "Call its fit(X, y) first; if it needs no fit, pass a function that calls it.",
    ),
    # engine/model/refusals.py
    "model.raised": Fault(
        "Your model raised {kind}{said}. It was called with {rows}, the first: {first}.{cause}",
        "an answer for every {unit}",
        "{mend}",
    ),
    "model.not_finite": Fault(
        "The model returned {answer} for {output!r} of {unit} {place:,} ({content}).{cause}",
        "a finite number for every {unit} and output",
        "Return a number for such {units} too, in a function around the model.",
    ),
    "model.columns": Fault(
        ("The rows have {n} column.", "The rows have {n} columns."),
        "as many columns as the model was fitted on, {needed:d}",
        "Give the explainer the table that the model was fitted on, with the same columns.",
    ),
    "model.columns_absent": Fault(
        ("The rows have {n} column; {names} not among them.", "The rows have {n} columns; {names} not among them."),
        "as many columns as the model was fitted on, {needed:d}",
        "Give the explainer the table that the model was fitted on, with the same columns.",
    ),
    "model.message": ": {message}",
    "model.call_it": "Call the model on these {units} by itself to see where it raises.",
    # engine/model/responses.py
    "model.unreadable": Fault(
        "The model returned a {kind} for {rows} that cannot be read as an array ({fault}: {reason}).",
        "numbers of shape ({n:d},) or ({n:d}, n_outputs)",
        "Turn the answer into a NumPy array in a function around the model.",
    ),
    "model.masked": Fault(
        "The model returned a {kind} for {rows} that cannot be read as an array ({fault}: {reason}).",
        "numbers of shape ({n:d},) or ({n:d}, n_outputs)",
        "Fill the masked values in a function around the model: answers.filled(0).",
    ),
    "model.labels_missing": Fault(
        "The model returned only some of the labels for each of {rows}: of {known}, {first} for the first.",
        "a score of every label for each of them",
        "Ask for all labels: pass top_k=None to a pipeline of transformers.",
    ),
    "model.labels": Fault(
        "The model returned text for {rows}, first {first}.",
        "numbers: probabilities, scores or values",
        "Labels cannot be weighted: pass the model's predict_proba instead of its predict.",
    ),
    "model.dimensions": Fault(
        "The model returned an array of shape {shape} for {rows}.",
        "numbers of shape ({n:d},) or ({n:d}, n_outputs)",
        "Return one number, or one number for each output, for every row.",
    ),
    "model.one_value": Fault(
        "The model returned {value} for {rows}.",
        "numbers of shape ({n:d},) or ({n:d}, n_outputs)",
        "Return one number, or one number for each output, for every row.",
    ),
    "model.number": Fault(
        (
            "The model returned {n:,} row for the {sent:,} sent ({rows}; shape {shape}).",
            "The model returned {n:,} rows for the {sent:,} sent ({rows}; shape {shape}).",
        ),
        "numbers of shape ({sent:d},) or ({sent:d}, n_outputs)",
        "Return one number, or one number for each output, for every row, in the order of the rows.",
    ),
    "model.type": Fault(
        "The model returned an array of type {dtype} and shape {shape} for {rows}.",
        "real numbers, for one output at least",
        "Return probabilities, scores or values.",
    ),
}
