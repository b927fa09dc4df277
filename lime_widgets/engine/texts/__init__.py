"""Every text that a user can see, by id: the one place to change or to translate them.

The modules hold the English texts: `answers` the sentences about an explanation, `notes` those about a model, an
instance or samples, `parameters` labels, tooltips and choices, `sensitivity` and `stability` the sentences about
neighbors and repeats, `views` the other words on screen, and `faults` the errors of each room. `say` gives a text,
`fault` the three texts of an error, and `use` puts another language in the place of English. The browser's own texts
are in ``js/src/texts``.
"""

from lime_widgets.engine.texts.catalogue import ENGLISH, fault, listed, say, use
from lime_widgets.engine.texts.entries import Entry, Fault, Text

__all__ = ["ENGLISH", "Entry", "Fault", "Text", "fault", "listed", "say", "use"]
