"""The explained row as a view shows it: one editable cell for each column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.tabular.columns import Column
    from lime_widgets.study.tabular import TabularStudy


class WireCell(TypedDict):
    """One value of the explained row, with what its editor needs."""

    column: str
    kind: Literal["number", "category", "written"]
    text: str
    value: float | str | None
    options: NotRequired[list[str]]
    step: NotRequired[float]
    changed: bool
    missing_allowed: bool
    told: NotRequired[str]


def cells(study: TabularStudy) -> list[WireCell]:
    """Describe the cells of the row that the study explains.

    Returns
    -------
    list of dict
        For each column: its name, whether it is a number, a category or written text such as a date, the value as
        text and as a number, the options or the step of its editor, whether it differs from the row that the study
        began with, whether it may be missing, and what to know of it, such as that it lies outside of the training
        data.
    """
    table = study.explainer.table
    codes = table.encode(study.instance)
    first = table.encode(study.first_instance)
    return [
        _cell(column, code, changed=not (code == before or (math.isnan(code) and math.isnan(before))))
        for column, code, before in zip(table.columns, codes, first, strict=True)
    ]


def _cell(column: Column, code: float, *, changed: bool) -> WireCell:
    cell: WireCell = {
        "column": column.name,
        "kind": "category" if column.is_categorical else "number" if column.is_number else "written",
        "text": column.text(code),
        "value": None,
        "changed": changed,
        "missing_allowed": column.has_missing,
    }
    if not column.is_text and (told := column.note_on(code)):
        cell["told"] = told
    if column.is_categorical:
        cell["value"] = None if math.isnan(code) else column.text(code)
        cell["options"] = [column.text(index) for index in range(len(column.categories))]
        if cell["text"] not in cell["options"] and not math.isnan(code):  # in no row of the training table
            cell["options"].append(cell["text"])
        return cell
    if column.scale is not None:  # dates and the like are typed
        cell["value"] = None if math.isnan(code) else column.text(code)
        return cell
    cell["step"] = _step(column)
    if not math.isnan(code):
        # Rounded as the column is measured, so that an editor shows no meaningless digits.
        cell["value"] = int(code) if column.is_integer else float(round(code, column.decimals))
    return cell


def _step(column: Column) -> float:
    """A round step of about a hundredth of the column's range."""
    reach = column.high - column.low
    if column.is_integer or not reach > 0:
        return 1
    return float(10.0 ** math.floor(math.log10(reach / 20)))


ROW = Section(
    "row",
    lambda study: (study.instance, study.first_instance, study.explainer.table),
    lambda study: {"row": cells(study)},
)
