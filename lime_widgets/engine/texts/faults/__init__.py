"""The texts of errors, by the room that raises them."""

from lime_widgets.engine.texts.entries import Entry
from lime_widgets.engine.texts.faults import (
    datasets,
    exercises,
    explanation,
    image,
    model,
    study,
    surrogates,
    tabular,
    text,
    widgets,
)

FAULTS: dict[str, Entry] = {
    **explanation.FAULTS,
    **surrogates.FAULTS,
    **model.FAULTS,
    **tabular.FAULTS,
    **text.FAULTS,
    **image.FAULTS,
    **study.FAULTS,
    **widgets.FAULTS,
    **datasets.FAULTS,
    **exercises.FAULTS,
}
