"""Errors of widgets, and of what the page sends."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # widgets/explore.py
    "models.too_few": Fault(
        "There are {n:d} models to compare.",
        "two or more, by their names",
        'Pass {"forest": forest, "boosting": boosting}, or one model alone.',
    ),
    "text_columns.several": Fault(
        "text_columns has {given:d} names.",
        "the name of one column",
        "Explain one text at a time: the other columns keep their values.",
    ),
    "explore.unknown": Fault(
        "x is a {kind}, and there is no X_train.",
        "a row and its training table, a text, or an image",
        (
            "Call explore(model, x, X_train) for a row; for a text x is one string, for an image an array of shape "
            "(h, w), (h, w, 3) or (h, w, 4), which numpy.asarray makes of a list."
        ),
    ),
    "explore.image_and_table": Fault(
        "x is an image, and X_train a {kind}.",
        "an image alone, or a row and the table that it came from",
        "Leave X_train out to explain an image.",
    ),
    "explore.text_and_table": Fault(
        "x is the text {x!r}, and X_train a {kind}.",
        "a text alone, or a row and the table that it came from",
        "Leave X_train out to explain a text.",
    ),
    # widgets/explorers.py
    "page.presented": Fault("The page presents {value}.", "a view and a list of controls, or None", "Reload the page."),
    "unfolded.unknown": Fault(
        "A name in unfolded is {value!r}.", "one of {known}", "Leave out what shall stay folded up."
    ),
    "view.unknown": Fault(
        "The view to present is {value!r}.",
        "one of {known}",
        'Leave it out to begin with "picture".',
    ),
    "control.unknown": Fault("A control is {value!r}.", "one of {known}", "Pass names of the study's parameters."),
    # widgets/plots/neighborhood.py
    "against.unknown": Fault("against is {value!r}.", "one of {known}", 'Leave it out to get "prediction".'),
    # widgets/plots/plane.py
    "panel.unknown": Fault("panel is {value!r}.", "one of {known}", 'Leave it out to get "D".'),
    # widgets/plots/sliced.py
    "slice.numbers": Fault(
        "n is {given!r}.",
        ("a whole number of 2 or more", "two whole numbers of 2 or more"),
        "Give the number of values along each column, or leave n out.",
    ),
    "slice.too_few_columns": Fault(
        "columns is {columns!r}, and the table has {numeric:d} numeric columns.",
        ("one numeric column", "two different numeric columns, horizontal and vertical"),
        "Name as many, or show this study with lime_widgets.KernelWidthView(study).",
    ),
    # widgets/views/view.py
    "view.study": Fault(
        "{view} was given a study of {kind:a}.",
        "a study of {needed:a}",
        "Show this study with lime_widgets.BarsView(study) or lime_widgets.{explorer}(study).",
    ),
    "view.no_attribute": "{view} has no attribute {name!r}. The parameters are those of its study.",
    "view.set_on_study": "{view} has no attribute {name!r}. Set it on the study: .study.{name} = {value}.",
    # widgets/wire/inbound.py
    "page.state": Fault("The page sent {value} as a state.", "values by name", "Reload the page."),
    "page.long_number": "a number of thousands of digits",
    "page.names": Fault(
        "The page tried to set {name}.",
        "some of {known}",
        "Reload the page: its front end is of another version than the package.",
    ),
    "page.number": Fault(
        "The page set {name} to {value!r}.", "a number from {low!s} to {high!s}", "Set other values from code."
    ),
    "page.number_from": Fault(
        "The page set {name} to {value!r}.", "a number of {low!s} or more", "Set other values from code."
    ),
    "page.value": Fault(
        "The page sent {value} for {name}.",
        "a number, a text of up to {characters:,} characters, or up to {most:,} of these",
        "Set longer values from code.",
    ),
    "page.highlight": Fault(
        "The page highlighted {value}.",
        "a feature from 0 to {last:d}, or −1 for none",
        "Reload the page.",
    ),
    "page.moved": Fault("The page moved the instance to {value}.", "values by column name", "Reload the page."),
    "page.pinned": Fault(
        "The page pinned {value}.",
        "an explanation with its label, output, model and weights, or None",
        "Pin it again.",
    ),
    "page.brush": Fault(
        "The page sent the brush {value}.",
        'two finite numbers for "x" and two for "y", or None',
        "Draw the brush again.",
    ),
    "page.switch": Fault("The page sent {value} for {name}.", "true or false", "Reload the page."),
    "page.choice": Fault("The page set {name} to {value}.", "one of {known}", "Reload the page."),
    "page.choices": Fault("The page set {name} to {value}.", "a list of some of {known}", "Reload the page."),
    # widgets/wire/orders.py
    "page.order": Fault(
        "The page sent {name}.",
        "{known}",
        "Reload the page: its front end is of another version than the package.",
    ),
    "page.text": Fault(
        "The page sent {value} as the {name}.",
        "a text of up to {characters:,} characters",
        "Reload the page, or set it from code.",
    ),
    # widgets/wire/study_model.py
    "page.outdated": Fault(
        "The {kind} on screen is not the one that the model is evaluating.",
        "a click on the {kind} that is explained",
        "Wait until the model has answered, or resume if it failed.",
    ),
    "view.closed": Fault(
        "This {view} is closed.",
        "a view that is open",
        "Make it anew: lime_widgets.{view}(study).",
    ),
    "view.no_picture": Fault(
        "{view} has no picture for print.",
        "a view of the explanation, such as BarsView",
        "Call study.explanation.plot(), or plot() of another view.",
    ),
    "view.nothing_yet": Fault(
        "{view} has nothing to draw yet.",
        "{needed}",
        "Call {call} first.",
    ),
    "view.no_study": Fault(
        "A view was given a {kind}.",
        "a Study",
        (
            "Build one with lime_widgets.Study(model, x, explainer), or call lime_widgets.explore(model, x, "
            "X_train); for a text or an image call lime_widgets.explore(model, x)."
        ),
    ),
}
