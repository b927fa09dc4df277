"""What is said of the neighbors of an instance, and how far its explanation changes for them."""

from lime_widgets.engine.texts.entries import Entry

SENSITIVITY: dict[str, Entry] = {
    # Names of neighbors
    "neighbor.row": "{column} {shift:+.2f−} sd",
    "neighbor.text": 'without "{name}"',
    "neighbor.image": "noise {place:d}",
    # Which neighbors there are
    "sensitive.table_row": (
        "Of {n} row within {radius} standard deviations",
        "Of {n} rows within {radius} standard deviations",
    ),
    "sensitive.text": ("Without one of its parts, in {n} text", "Without one of its parts, in {n} texts"),
    "sensitive.image": (
        "With noise of up to {radius} of the range, in {n} image",
        "With noise of up to {radius} of the range, in {n} images",
    ),
    # What happens to the explanation
    "sensitive.nothing": "{near}: every weight of this explanation is 0, so there is nothing to compare.",
    "sensitive.weight": (
        "{near}, the weights change by {share} of their size at most ({name}), where the model's answer changes by "
        "{answer}."
    ),
    "sensitive.contribution": (
        "{near}, the contributions change by {share} of their size at most ({name}), where the model's answer changes "
        "by {answer}."
    ),
    "sensitive.same": "{near}, the explanation does not change; the model's answer changes by {answer} at most.",
    "sensitive.penalty_differs": (
        "The penalty takes {there} of the weights there and {here} of these, which by itself changes them: pass "
        "alpha=0."
    ),
    "sensitive.penalty": "The penalty takes {there} of the weights there and {here} of these: pass alpha=0.",
    "sensitive.driver": '"{feature}" changes most.',
    "sensitive.bin": '"{feature}" changes most: it lies in another bin.',
    "sensitive.selected": '"{feature}" changes most: only one of the two selects it.',
    "sensitive.top": ("{same} of {n} neighbor keeps the top {k}.", "{same} of {n} neighbors keep the top {k}."),
    "sensitive.top_one": (
        "{same} of {n} neighbor keeps the strongest feature.",
        "{same} of {n} neighbors keep the strongest feature.",
    ),
    "sensitive.unclear": "Other samples alone could change them as much: draw more.",
    # Numbers
    "sensitive.max": "max-sensitivity",
    "sensitive.max_means": "The explanation moves at most this far, as the length of the vector of changes.",
    "sensitive.relative": "relative",
    "sensitive.relative_means": "The same as a part of the explanation's own length.",
    "sensitive.lipschitz": "local Lipschitz",
    "sensitive.lipschitz_means": "The explanation moves at most this many times as far as the instance.",
    "sensitive.jaccard_means": "On average x and a neighbor share this part of their first features; 1 is all of them.",
    "sensitive.answer": "|f(x′) − f(x)|",
    "sensitive.answer_means": (
        "The model's own answer moves at most this far; where it jumps, so does an honest explanation."
    ),
    "sensitive.line": "{name}: distance {distance}, change {change}, model's answer {answer}",
    # Axes and columns
    "sensitive.axis_weight": "change of the weights, ‖φ(x′) − φ(x)‖",
    "sensitive.axis_contribution": "change of the contributions, ‖φ(x′) − φ(x)‖",
    "sensitive.axis_answer": "change of the model's answer, |f(x′) − f(x)|",
    "sensitive.axis_table_row": "distance in standard deviations, ‖x′ − x‖",
    "sensitive.axis_text": "removed parts",
    "sensitive.axis_image": "distance of the pixels, ‖x′ − x‖",
    "sensitive.slope": "local Lipschitz {slope}",
    "sensitive.column_neighbor": "neighbor",
    "sensitive.column_distance": "distance",
    "sensitive.column_change": "change",
    "sensitive.column_answer": "model's answer",
}
