"""Write js/src/model/wire.ts: the types of all that crosses to the browser, from the typed dictionaries in Python.

With ``--check`` it writes nothing, and fails where the file is not what the Python side says.
"""

import sys
import textwrap
import types
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from lime_widgets.engine.explanation.doubts import DoubtName
from lime_widgets.engine.explanation.kernel import KernelName
from lime_widgets.widgets.plots.fidelity import WireAsking, WireFidelity, WireMeasure, WireRemoval, WireScores
from lime_widgets.widgets.plots.neighborhood import WireBrush, WireBrushed, WireCloud
from lime_widgets.widgets.plots.sliced import WireAxis, WireSlice
from lime_widgets.widgets.wire import codec, controls, image, kinds, orders, row, samples, sweep, text
from lime_widgets.widgets.wire.repeated import repeats, settling
from lime_widgets.widgets.wire.surrogates import overall, trees

FILE = Path(__file__).parent.parent / "js" / "src" / "model" / "wire.ts"
HEAD = """\
// What crosses between the kernel and the browser. scripts/wire_types.py writes this file from the typed dictionaries
// beside the Python code that sends them; change those.
"""
WIDTH = 110

# Types by their name in TypeScript.
TYPES: dict[str, Any] = {
    "Dtype": codec.Dtype,
    "WireArray": codec.WireArray,
    "DoubtName": DoubtName,
    "KernelName": KernelName,
    "Value": controls.Value,
    "Option": controls.WireOption,
    "Control": controls.WireControl,
    "Reason": sweep.WireReason,
    "WireDoubt": sweep.WireDoubt,
    "WireWhy": sweep.WireWhy,
    "FlipEdit": kinds.WireFlipEdit,
    "Difference": kinds.WireDifference,
    "Pinned": kinds.WirePinned,
    "Flips": kinds.WireFlips,
    "TreeNode": trees.WireTreeNode,
    "GlobalWeights": overall.WireGlobalWeights,
    "Global": overall.WireGlobal,
    "Frames": sweep.WireFrames,
    "Features": sweep.WireFeatures,
    "Outputs": sweep.WireOutputs,
    "Prediction": sweep.WirePrediction,
    "Cell": row.WireCell,
    "Text": text.WireText,
    "Variant": text.WireVariant,
    "Bytes": image.WireBytes,
    "Runs": image.WireRuns,
    "Image": image.WireImage,
    "Preview": image.WirePreview,
    "SegmentationOption": image.WireSegmentationOption,
    "Segmentation": image.WireSegmentation,
    "Fitted": samples.WireFitted,
    "Samples": samples.WireSamples,
    "RepeatsNumber": repeats.WireNumber,
    "Repeats": repeats.WireRepeats,
    "Repeating": repeats.WireRepeating,
    "Settlement": settling.WireSettlement,
    "Settling": settling.WireSettling,
    "State": kinds.WireState,
    "WireAxis": WireAxis,
    "WireSlice": WireSlice,
    "Measure": WireMeasure,
    "Scores": WireScores,
    "Removal": WireRemoval,
    "Fidelity": WireFidelity,
    "Asking": WireAsking,
    "Brush": WireBrush,
    "Brushed": WireBrushed,
    "Cloud": WireCloud,
    "Message": orders.WireEdit
    | orders.WireNewText
    | orders.WireSegment
    | orders.WireOrder
    | repeats.WireRepeat
    | settling.WireSettle,
}


def written() -> str:
    """Give the file's text."""
    parts = [HEAD]
    for name, kind in TYPES.items():
        if is_typeddict(kind):
            parts.append(f"\n{_comment(kind.__doc__, '')}export interface {name} {{\n{_fields(kind)}}}\n")
        else:
            parts.append(f"\nexport type {name} = {_type(kind, inline=True)};\n")
    return "".join(parts)


def _fields(kind: Any) -> str:
    lines = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        bare, comment, optional = hint, "", False
        while get_origin(bare) in {Annotated, NotRequired}:
            optional |= get_origin(bare) is NotRequired
            comment = bare.__metadata__[0] if get_origin(bare) is Annotated else comment
            bare = get_args(bare)[0]
        lines.append(f"{_comment(comment, '  ')}  {name}{'?' if optional else ''}: {_type(bare)};\n")
    return "".join(lines)


def _comment(text: str | None, indent: str) -> str:
    if not text:
        return ""
    if len(indent) + len(text) + 7 <= WIDTH:
        return f"{indent}/** {text} */\n"
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3)
    return f"{indent}/**\n" + "".join(f"{indent} * {line}\n" for line in lines) + f"{indent} */\n"


_PLAIN = {
    float: "number",
    int: "number",
    str: "string",
    bool: "boolean",
    bytes: "ArrayBufferView | ArrayBuffer",
    types.NoneType: "null",
}


def _type(kind: Any, *, inline: bool = False) -> str:
    """Write a type; with `inline` a dictionary's fields instead of its name."""
    named = [name for name, each in TYPES.items() if each is kind or (each == kind and not is_typeddict(kind))]
    if named and not inline:
        return named[0]
    if is_typeddict(kind):
        fields = get_type_hints(kind).items()
        return "{ " + "; ".join(f"{name}: {_type(each)}" for name, each in fields) + " }"
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) not in _GENERIC:
        raise TypeError(f"{kind} has no type in TypeScript. Add it to scripts/wire_types.py.")
    return _GENERIC[get_origin(kind)](get_args(kind), inline)


def _record(parts: tuple[Any, ...], _inline: bool) -> str:
    record = f"Record<{_type(parts[0])}, {_type(parts[1])}>"
    return record if parts[0] is str else f"Partial<{record}>"


def _union(parts: tuple[Any, ...], inline: bool) -> str:
    return " | ".join(_type(each, inline=inline) for each in parts)


_GENERIC: dict[Any, Callable[[tuple[Any, ...], bool], str]] = {
    Literal: lambda parts, _inline: " | ".join(f'"{each}"' for each in parts),
    Union: _union,
    types.UnionType: _union,
    list: lambda parts, _inline: f"{_type(parts[0])}[]",
    tuple: lambda parts, _inline: f"[{', '.join(map(_type, parts))}]",
    dict: _record,
}


if __name__ == "__main__":
    if "--check" not in sys.argv:
        FILE.write_text(written(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != written():
        sys.exit(f"{FILE} is not what the Python side says. Run python scripts/wire_types.py and commit it.")
