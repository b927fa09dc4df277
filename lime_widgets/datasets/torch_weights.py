"""Reader for the weights of a PyTorch model that needs no PyTorch and runs no code from the file.

``torch.save`` wrote the legacy format until PyTorch 1.6. A file starts with five pickles: a magic number, the version
of the protocol, properties of the machine, the state dictionary and the keys of the storages. The storages follow, each
as a count and its numbers. A pickle may name any function of any module and have it called. This reader accepts four
names and refuses all others.
"""

from __future__ import annotations

import math
import pickletools
from collections import OrderedDict
from pickle import Unpickler, UnpicklingError
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from lime_widgets.engine.errors import problem, sentence, shortened
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001

MOST_NESTED = 1_000
"""Objects of weights are nested some ten deep."""


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """Read a state dictionary that ``torch.save`` wrote in its legacy format.

    Parameters
    ----------
    path : Path
        The file, often with the suffix ``.pth``.

    Returns
    -------
    dict of str to ndarray
        Tensors by name, in the order of the file: float32 or int64, contiguous.

    Raises
    ------
    LimeError
        If the file has another format, is truncated, or contains anything but tensors of these two types.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except Exception as error:  # a damaged pickle can raise almost any exception
        raise problem("data.weights.unreadable", name=path.name, reason=sentence(error)) from error


class Storage(NamedTuple):
    """Reference to an array of numbers later in the file."""

    key: str
    dtype: str
    length: int


class Tensor(NamedTuple):
    """View into a storage; offset and strides are counted in numbers, not in bytes."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def within(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Copy the tensor out of its storage. The bounds are checked, because the file is not trusted."""
        last = self.offset + sum((size - 1) * stride for size, stride in zip(self.shape, self.strides, strict=True))
        if min(self.offset, *self.shape, *self.strides, 0) < 0 or max(last + 1, math.prod(self.shape)) > len(numbers):
            raise UnpicklingError(say("data.weights.beyond", shape=self.shape))
        steps = [stride * numbers.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps).copy()


class WeightsUnpickler(Unpickler):
    """Unpickler for a state dictionary that accepts only four names."""

    def find_class(self, module: str, name: str) -> Any:
        """Return our replacement for a name, so that nothing is imported."""
        match module, name:
            case "collections", "OrderedDict":
                return OrderedDict
            case "torch._utils", "_rebuild_tensor_v2":
                return lambda storage, offset, shape, strides, *_: Tensor(storage, offset, shape, strides)
            case "torch", "FloatStorage":
                return "<f4"
            case "torch", "LongStorage":
                return "<i8"
        raise UnpicklingError(say("data.weights.use", name=f"{module}.{name}"))

    def persistent_load(self, pid: Any) -> Storage:
        """Return the reference to a storage; its numbers are read later."""
        match pid:
            case ("storage", "<f4" | "<i8" as dtype, str(key), _, int(count), None):
                return Storage(key, dtype, count)
        raise UnpicklingError(say("data.weights.storage", storage=shortened(repr(pid), 80)))


def _read(file: BinaryIO) -> dict[str, NDArray[Any]]:
    magic, protocol, machine, state, keys = [_unpickled(file) for _ in range(5)]
    if (magic, protocol, machine.get("little_endian")) != (MAGIC, PROTOCOL, True):
        raise UnpicklingError(say("data.weights.header"))
    storages = {tensor.storage.key: tensor.storage for tensor in state.values()}
    numbers = {key: _numbers(file, storages[key]) for key in keys}
    return {str(name): tensor.within(numbers[tensor.storage.key]) for name, tensor in state.items()}


def _unpickled(file: BinaryIO) -> Any:
    start = file.tell()
    _check_depth(file)
    file.seek(start)
    return WeightsUnpickler(file).load()


def _check_depth(file: BinaryIO) -> None:
    """Refuse a pickle of deeply nested objects: Python overflows its stack when it compares or deletes them."""
    stack: list[int | None] = []  # the depth of each object, None for a mark
    memo: dict[Any, int] = {}
    for operation, argument, _ in pickletools.genops(file):
        kinds = operation.stack_before
        if pickletools.markobject in kinds:
            place = len(stack) - 1 - stack[::-1].index(None)
            taken = stack[place - kinds.index(pickletools.markobject) :]
            del stack[place - kinds.index(pickletools.markobject) :]
        else:
            taken = stack[len(stack) - len(kinds) :]
            del stack[len(stack) - len(kinds) :]
        depth = 1 + max((each for each in taken if each is not None), default=-1)
        if operation.name in {"GET", "BINGET", "LONG_BINGET"}:
            depth = memo.get(argument, 0)
        if depth > MOST_NESTED:
            raise UnpicklingError(say("data.weights.nested", most=MOST_NESTED))
        stack += [None if kind is pickletools.markobject else depth for kind in operation.stack_after]
        if operation.name in {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"}:
            memo[len(memo) if operation.name == "MEMOIZE" else argument] = stack[-1] or 0


def _numbers(file: BinaryIO, storage: Storage) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    read = np.frombuffer(file.read(count * np.dtype(storage.dtype).itemsize), storage.dtype)
    if not len(read) == count == storage.length:
        raise UnpicklingError(say("data.weights.short", read=len(read), length=storage.length))
    return read
