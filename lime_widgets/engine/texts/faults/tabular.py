"""Errors of tables, rows and slices."""

from lime_widgets.engine.texts.entries import Entry, Fault

_DIMENSIONS = "two dimensions, (rows, columns)"
_TABLE = "Pass a DataFrame or a two-dimensional array."

FAULTS: dict[str, Entry] = {
    # engine/tabular/neighbors.py
    "neighbors.no_numbers": Fault(
        (
            "The row has {n} column, and no number that can move.",
            "The row has {n} columns, and no number that can move.",
        ),
        "a numeric column that varies in the training table, with a value in this row",
        "Compare it with rows of your own: explain each, and take the difference of their weights.",
    ),
    "neighbors.same_row": Fault(
        "radius is {radius!r}, and every number of the row is a whole number that it leaves as it is.",
        "a radius of one step of some column at least",
        "Pass a larger radius, such as radius=1.0.",
    ),
    # What a message is of
    "table.training": "The training table",
    "table.samples": "The table of samples",
    "table.instance": "The instance",
    # engine/tabular/cells.py
    "cells.digits": Fault(
        "Column {name} of the training table (dtype {dtype}) has more digits than a float holds.",
        "at most 15 digits, counted from the first date for dates",
        "Round it, for example to microseconds with X[{name}].dt.round('us'), or declare it in categorical_features.",
    ),
    "cells.mixed": Fault(
        "Column {name} of the training table has values of several kinds ({reason}).",
        "values of one kind: dates with a time zone or dates without one, not both",
        "Convert it first, for example with pandas.to_datetime(X[{name}], utc=True).",
    ),
    "cells.kind": Fault(
        "Column {name} of the training table has cells of type {kind}.",
        "one number, category, text, date or boolean in each cell",
        (
            "Spread the cells over columns, with pandas.DataFrame(X[{name}].tolist()), or drop the column in a "
            "function around the model that puts it back."
        ),
    ),
    "cells.whole": Fault(
        "Column {name} is {value:d} (dtype {dtype}), a whole number that no float holds exactly.",
        "numbers up to 9,007,199,254,740,992, which is 2 to the power of 53, in either direction",
        (
            "If it identifies something, name the column in categorical_features, which keeps every number as it "
            "is, or drop the column. If it measures something, convert it to float."
        ),
    ),
    # engine/tabular/columns.py
    "scale.any": "a value",
    "value.none": "missing",
    "scale.number": "a number",
    "scale.date": "a date such as 2024-03-01 14:30",
    "scale.duration": "a duration such as 2 days 03:30",
    "scale.period": "a period such as 2024-03",
    "value.missing": Fault(
        "Column {name} is missing ({value!r}); the training table has no missing values in this column.",
        "a value",
        "Fill it in, or create the explainer from a table with missing values in this column.",
    ),
    "value.whole": Fault(
        "Column {name} is {value!r}.",
        "a whole number, as in the training table (dtype {dtype})",
        "Round it, or create the explainer from a table in which the column has decimals.",
    ),
    "value.number": Fault(
        "Column {name} is {value!r} ({kind}).",
        "a finite number, as in the training table (dtype {dtype})",
        "Change the value, or name the column in categorical_features if it contains categories.",
    ),
    "value.scale": Fault(
        "Column {name} is {value} ({kind}).",
        "{scale}, as in the training table (dtype {dtype})",
        "Change the value.",
    ),
    "value.category": Fault(
        "Column {name} is {value!r}, a category that is not in the training table.",
        "one of {listed}{more}",
        "Change the value, or create the explainer from a table with this category.",
    ),
    # engine/tabular/discretizer.py
    "discretizer.unknown": Fault(
        "The discretizer is {discretizer!r}.",
        '"auto", "quartile", "decile", "entropy", None, or edges such as {"temp": [5, 15, 25]}',
        'Omit it to use "quartile".',
    ),
    "discretizer.no_labels": Fault(
        'discretizer="entropy" needs labels, and the explainer has none.',
        "labels, one for each row of the training table",
        "Pass labels=y_train, or choose another discretizer.",
    ),
    "discretizer.column": Fault(
        "The discretizer names a column {name!r}, which is not in the training table.",
        "one of {known}",
        "Correct the name.",
    ),
    "discretizer.categorical": Fault(
        "The discretizer gives edges for {name!r}, a categorical column.",
        "edges for numeric columns only",
        "Omit the column from the mapping.",
    ),
    "discretizer.edges": Fault(
        "The edges of {name!r} are {edges!r}.",
        "different finite numbers in ascending order",
        "Sort them and drop repetitions, or use None to leave the column unbinned.",
    ),
    "labels.ragged": Fault(
        "labels has entries of several lengths.",
        "one label for each row of the training table",
        "Pass y_train, in the order of the rows.",
    ),
    "labels.shape": Fault(
        "labels has shape {shape}.",
        "({n_rows:,},), one label for each row of the training table",
        "Pass y_train, in the order of the rows.",
    ),
    "labels.missing": Fault(
        (
            "labels has {n} missing value, in row {first:,}.",
            "labels has {n} missing values, the first in row {first:,}.",
        ),
        "a label for each row of the training table",
        "Drop rows without a label from the table and from the labels.",
    ),
    # engine/tabular/explainer.py
    "sampling.unknown": Fault("sampling is {value!r}.", "one of {known}", 'Leave it out to get "independent".'),
    "table.too_few_samples": Fault(
        ("The table of samples has {n:d} row.", "The table of samples has {n:d} rows."),
        "at least two",
        "Pass the rows to fit the surrogate to, or omit samples to draw them at random.",
    ),
    "coalitions.samples": Fault(
        'sampling is "coalitions", and samples are given.',
        "either coalitions of the row's values or rows of your own",
        "Leave out one of the two.",
    ),
    "background.invalid": Fault(
        "background is {background}.",
        "a number of rows from 1 to {most:,}, one row, or a table of rows",
        "Leave it out to draw a training row for each sample.",
    ),
    "switch.invalid": Fault("{name} is {value}.", "True or False", "Omit it for the default."),
    # engine/tabular/forms.py
    "table.sparse": Fault(
        "{table} is a sparse matrix of {rows:,} × {columns:,}.",
        "at most {most:,} cells, zeros included",
        (
            "Explain a text as a text, with the pipeline that counts its words: explore(pipeline, text). Or pass "
            "fewer rows: X_train[:1000]."
        ),
    ),
    "row.masked": Fault(
        "The instance has {masked:,} masked values.",
        "a value in every column",
        "Fill them: row.filled(np.nan), where the training table has missing values, too.",
    ),
    "table.library": Fault(
        "{table} is {kind:a} of {library}.",
        "a DataFrame of pandas or polars, an Arrow table, an array, a sparse matrix or a tensor",
        "{mend}",
    ),
    # What to pass in the place of a table that cannot be read.
    "table.source": "Pass the table that it was made from.",
    "table.source_of_booster": (
        "Pass the table that it was made from. A Booster may be passed as the model itself: it is then called with a "
        "DMatrix."
    ),
    "table.call": "Pass its {method}().",
    "table.convert": "Convert it to a pandas DataFrame.",
    "table.unreadable": Fault("{table} cannot be read as an array: {reason}.", _DIMENSIONS, _TABLE),
    "table.masked": Fault(
        "{table} cannot be read as an array: {reason}.",
        _DIMENSIONS,
        "Fill the masked values: X.filled(np.nan) makes them missing.",
    ),
    "table.dimensions": Fault("{table} has shape {shape}.", _DIMENSIONS, _TABLE),
    "table.structured": Fault("{table} is a structured array.", _DIMENSIONS, "Pass pandas.DataFrame(X)."),
    # engine/tabular/perturbation.py
    "table.distance": Fault("The distance is {metric!r}.", "one of {known}", 'Omit it to use "euclidean".'),
    # engine/tabular/reading.py
    "column.empty": Fault(
        "Column {name} of the training table has only missing values.",
        "at least one value that is not missing",
        "Drop the column, and train the model without it.",
    ),
    "column.not_numeric": Fault(
        "Column {name} was declared numeric but has dtype {dtype}.",
        "numbers",
        "Name the column in categorical_features.",
    ),
    "column.infinite": Fault(
        "Column {name} of the training table is {value} in row {row:,}.",
        "finite numbers or missing values",
        "Replace infinite values before creating the explainer.",
    ),
    "column.span": Fault(
        (
            "Column {name} of the training table spans from {low:.3g} to {high:.3g}, which is more than a float can "
            "measure."
        ),
        "numbers up to {most:g} in either direction",
        "Divide the column by a large number, or take its logarithm.",
    ),
    # engine/tabular/row_edits.py
    "row.no_column": Fault("The row has no column {name}.", "one of {known}", "Correct the name."),
    "text_columns.unknown": Fault(
        "text_columns names {column}, which is no column.",
        "{expected}",
        "Correct the name, or leave text_columns out.",
    ),
    "text_columns.no_texts": Fault(
        "text_columns names {column}, which is no column of texts.",
        "{expected}",
        "Correct the name, or leave text_columns out.",
    ),
    "text_columns.known": "one of {known}",
    "text_columns.none": "a table with texts",
    # engine/tabular/slices.py
    "slice.points": Fault(
        "n is {given!r}.",
        ("{n:d} whole number of 2 or more", "{n:d} whole numbers of 2 or more"),
        "Pass the number of points along each axis, or omit n.",
    ),
    "slice.unknown": Fault("Column {column} is not in the table.", "{expected}", "Correct the name."),
    "slice.no_axis": Fault(
        "Column {column} has no plain numbers, so it cannot be an axis.", "{expected}", "Choose a numeric column."
    ),
    "slice.numeric": "numeric columns, such as {known}",
    "slice.none_numeric": "a table with a numeric column",
    "slice.columns": Fault(
        "The columns are {requested!r}.",
        "one numeric column for a curve, or two different numeric columns for a plane",
        "Choose among {listed}.",
    ),
    # engine/tabular/table.py
    "feature_names.invalid": Fault(
        "feature_names is {feature_names}.",
        "a name for each column",
        "Pass a list of names, or omit feature_names.",
    ),
    "feature_names.number": Fault(
        "feature_names has the length {given:d}.",
        "{needed:d}, one for each column of the training table",
        "Pass one name per column, or omit feature_names.",
    ),
    "table.too_small": Fault(
        "The training table has {rows:d} rows and {columns:d} columns.",
        "at least two rows and one column",
        "Pass the table that the model was trained on, not the row to explain.",
    ),
    "table.same_names": Fault(
        "The training table has two columns named {name}.",
        "different names",
        "Rename one of them, or drop it if it is a copy.",
    ),
    "table.sample_columns": Fault(
        ("The table of samples has {n} column.", "The table of samples has {n} columns."),
        "{needed:d}, as in the training table",
        "Pass rows with the columns that the model was trained on, without the target.",
    ),
    "categorical.invalid": Fault(
        "categorical_features is {chosen}.",
        '"auto", or positions or names of columns',
        'Pass a list such as ["city"], or omit it to let the dtypes decide.',
    ),
    "categorical.unknown": Fault(
        "categorical_features names {name}, which is not a column.",
        "positions from 0 to {last:d}, or names such as {known}",
        "Correct the name, or omit categorical_features to let the dtypes decide.",
    ),
    "table.other_columns": Fault(
        "{table} has other columns than the training table{missing}{unknown}.",
        ("the training table's {n} column", "the training table's {n} columns"),
        "Select the columns that the model was trained on.",
    ),
    "table.columns_missing": "; missing: {names}",
    "table.columns_unknown": "; unknown: {names}",
    "row.several": Fault(
        "The instance is a table of {rows:,} rows.",
        "one row",
        "Pass a single row, such as X.iloc[[0]] or X.iloc[0].",
    ),
    "row.invalid": Fault(
        "The instance is {value} ({kind}).",
        (
            "a row of {n} value: a Series, a mapping, a one-row DataFrame or an array",
            "a row of {n} values: a Series, a mapping, a one-row DataFrame or an array",
        ),
        "Pass a row such as X.iloc[0].",
    ),
    "row.nested": Fault(
        "The instance has {kind:a} as a value.",
        (
            "{n} single value, one for each column of the training table",
            "{n} single values, one for each column of the training table",
        ),
        "Pass one row with the columns that the model was trained on, without the target.",
    ),
    "row.values": Fault(
        "The number of values in the instance is {values:,}.",
        (
            "{n} single value, one for each column of the training table",
            "{n} single values, one for each column of the training table",
        ),
        "Pass one row with the columns that the model was trained on, without the target.",
    ),
}
