"""Errors of texts and their units."""

from lime_widgets.engine.texts.entries import Entry, Fault

_UNITS = "a list of units, as strings or as pairs (start, stop)"

FAULTS: dict[str, Entry] = {
    # engine/text/neighbors.py
    "neighbors.text_radius": Fault(
        "radius is {radius!r}, and a text is explained.",
        "no radius: each neighbor of a text lacks one of its units",
        "Leave the radius out.",
    ),
    "neighbors.one_unit": Fault(
        "The text has one feature, {name!a}.",
        "two features or more, so that something is left without one",
        "Explain a longer text, or one by smaller units.",
    ),
    # engine/text/explainer.py
    "mask.invalid": Fault(
        "mask is {mask!r}.",
        "a string",
        'Pass "" to remove units, or a replacement such as "UNKWORDZ".',
    ),
    "mask.surrogate": Fault(
        "mask is {mask!r}, which contains half of a surrogate pair.",
        "characters that can be encoded in UTF-8",
        "Pass another mask string.",
    ),
    # engine/text/units.py
    "bag.invalid": Fault("bag is {bag!r}.", "True or False", "Omit it to treat equal units as one feature."),
    "ngram.invalid": Fault(
        "ngram is {ngram!r}.",
        "a whole number of words from 2 to 5",
        'Use unit="word" for single words.',
    ),
    "text.bytes": Fault(
        "The text is {kind}: {text}.",
        "a string",
        'Decode it first, for example with text.decode("utf-8").',
    ),
    "text.none": Fault("The text is None.", "one string", "Pass the text to explain."),
    "text.several": Fault("The text is of type {kind}.", "one string", "Pass one of the texts, such as texts[0]."),
    "text.kind": Fault("The text is of type {kind}.", "one string", "Pass the text to explain."),
    "text.empty": Fault("The text is empty.", "a text with at least one unit", "Pass the text to explain."),
    "text.blank": Fault("The text is blank.", "a text with at least one unit", "Pass the text to explain."),
    "text.surrogate": Fault(
        "Character {at:,} of the text is {character!a}, half of a surrogate pair.",
        "characters that can be encoded in UTF-8",
        'Replace it with text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").',
    ),
    "unit.unknown": Fault("unit is {unit!r}.", "one of {known}, or a function of the text", 'Omit it to use "word".'),
    "text.no_words": Fault(
        "The text {text!r} has no words.",
        "a letter, a number or an emoji",
        'Pass unit="character", or a tokenizer function.',
    ),
    "tokenizer.failed": Fault(
        "The tokenizer {name} failed: {reason}",
        "a function that receives one string",
        "Call it on this text to debug it.",
    ),
    "tokenizer.nothing": Fault(
        "The tokenizer {name} returned nothing for {text!r}.", _UNITS, "Call it on this text to debug it."
    ),
    "tokenizer.one": Fault(
        "The tokenizer {name} returned one {kind} for {text!r}.", _UNITS, "Call it on this text to debug it."
    ),
    "tokenizer.not_in_text": Fault(
        (
            "The tokenizer {name} returned {token!r} as unit {place:,}, which is not in the text after character "
            "{at:,}: {rest!r}."
        ),
        "unchanged pieces of the text, in text order",
        "Return pairs (start, stop) if it stems, lowercases or marks its tokens.",
    ),
    "tokenizer.place": Fault(
        (
            "The tokenizer {name} returned {token} as unit {place:,}; the previous unit ends at character {at:,} of "
            "{length:,}."
        ),
        "units in text order that are not empty, do not overlap and lie within the text",
        "Drop or reorder the other units.",
    ),
    "tokenizer.token": Fault(
        "The tokenizer {name} returned {token} as unit {place:,}, of type {kind}.",
        _UNITS,
        "Convert its tokens, for example with [token.text for token in tokens].",
    ),
}
