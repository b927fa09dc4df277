"""The weights of a PyTorch model, read without PyTorch and without running any code that came with them.

A file of the legacy format, which ``torch.save`` wrote until version 1.6, is a sequence of pickles (a magic number, the
version of the protocol, the machine it was written on, the state dictionary, the keys of its storages), followed by
the storages themselves, each of them a count and so many numbers. A pickle may name any function of any module to be
called; here four names mean something, and every other is refused.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from pickle import Unpickler, UnpicklingError
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from lime_widgets.engine.errors import problem, sentence, shortened

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """Read a state dictionary that ``torch.save`` wrote in its legacy format.

    Parameters
    ----------
    path : Path
        The file, often called ``….pth``.

    Returns
    -------
    dict of str to ndarray
        The tensors by their names, in the file's order: float32 or int64, contiguous.

    Raises
    ------
    LimeError
        If the file is none of this format, is cut off, or names anything but tensors of these two types.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except Exception as error:  # a pickle that is broken raises almost anything
        raise problem(
            f"{path.name} cannot be read: {sentence(error)}",
            expected="the tensors of a model, floats and longs, as torch.save wrote them until PyTorch 1.6",
            mend="Reinstall the package that the file belongs to.",
        ) from error


class Storage(NamedTuple):
    """Numbers that stand further on in the file."""

    key: str
    dtype: str
    length: int


class Tensor(NamedTuple):
    """A view into a storage; offset and strides are counted in numbers."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def within(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Return an array of its own. What the file says of the memory it spans is not trusted."""
        reach = self.offset + sum((size - 1) * stride for size, stride in zip(self.shape, self.strides, strict=True))
        if min(self.offset, *self.shape, *self.strides, 0) < 0 or max(reach + 1, math.prod(self.shape)) > len(numbers):
            raise UnpicklingError(f"a tensor of shape {self.shape} reaches beyond the numbers that are stored for it")
        steps = [stride * numbers.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps).copy()


class WeightsUnpickler(Unpickler):
    """Reads the pickle of a state dictionary, which is made of four names."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what stands for a name; of another module than its own, so that nothing is imported."""
        match module, name:
            case "collections", "OrderedDict":
                return OrderedDict
            case "torch._utils", "_rebuild_tensor_v2":
                return lambda storage, offset, shape, strides, *_: Tensor(storage, offset, shape, strides)
            case "torch", "FloatStorage":
                return "<f4"
            case "torch", "LongStorage":
                return "<i8"
        raise UnpicklingError(f"it wants to use {module}.{name}, of which weights have no need")

    def persistent_load(self, pid: Any) -> Storage:
        """Return what a storage is known by until its numbers are read."""
        match pid:
            case ("storage", "<f4" | "<i8" as dtype, str(key), _, int(count), None):
                return Storage(key, dtype, count)
        raise UnpicklingError(f"it describes a storage as {shortened(repr(pid), 80)}")


def _read(file: BinaryIO) -> dict[str, NDArray[Any]]:
    magic, protocol, machine, state, keys = [WeightsUnpickler(file).load() for _ in range(5)]
    if (magic, protocol, machine.get("little_endian")) != (MAGIC, PROTOCOL, True):
        raise UnpicklingError("it begins in another way")
    storages = {tensor.storage.key: tensor.storage for tensor in state.values()}
    numbers = {key: _numbers(file, storages[key]) for key in keys}
    return {str(name): tensor.within(numbers[tensor.storage.key]) for name, tensor in state.items()}


def _numbers(file: BinaryIO, storage: Storage) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    read = np.frombuffer(file.read(count * np.dtype(storage.dtype).itemsize), storage.dtype)
    if not len(read) == count == storage.length:
        raise UnpicklingError(f"it has {len(read):,} of the {storage.length:,} numbers of a storage")
    return read
