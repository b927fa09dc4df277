import os
import pickle
from io import BytesIO

import numpy as np
import pytest

from lime_widgets.datasets.torch_weights import MAGIC, PROTOCOL, read_weights
from lime_widgets.engine.errors import LimeError


class Name:
    """Pickles as the name of a function or class of another module, whether or not that is installed."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """Pickles as a call of what a name stands for."""

    def __init__(self, name, *arguments):
        self.name, self.arguments = name, arguments

    def __reduce__(self):
        return self.name, self.arguments


class Stored:
    """Pickles as a reference to a storage."""

    def __init__(self, *described):
        self.described = described


class Writer(pickle._Pickler):
    def persistent_id(self, thing):
        return thing.described if isinstance(thing, Stored) else None

    def save(self, thing, save_persistent_id=True):
        if isinstance(thing, Name):
            self.write(f"c{thing.module}\n{thing.name}\n".encode())
        else:
            super().save(thing, save_persistent_id)

    def save_reduce(self, func, args, *_, **__):
        self.save(func)
        self.save(args)
        self.write(pickle.REDUCE)


FLOATS, LONGS, REBUILT = (
    Name("torch", "FloatStorage"),
    Name("torch", "LongStorage"),
    Name("torch._utils", "_rebuild_tensor_v2"),
)


def tensor(key, kind, count, offset, shape, strides):
    return Call(REBUILT, Stored("storage", kind, key, "cpu", count, None), offset, shape, strides, 0, {})


def written(state, storages, *, magic=MAGIC):
    """What torch.save wrote of a state dictionary until version 1.6."""
    file = BytesIO()
    for part in (magic, PROTOCOL, {"little_endian": True}, state, list(storages)):
        Writer(file, 2).dump(part)
    for numbers in storages.values():
        file.write(len(numbers).to_bytes(8, "little") + numbers.tobytes())
    return file.getvalue()


def read(content, path):
    file = path / "weights.pth"
    file.write_bytes(content)
    return read_weights(file)


def test_tensors_are_views_by_offset_and_strides(tmp_path):
    numbers, counts = np.arange(12, dtype="<f4"), np.array([7], "<i8")
    state = {
        "rows": tensor("1", FLOATS, 12, 0, (3, 4), (4, 1)),
        "columns": tensor("1", FLOATS, 12, 0, (4, 3), (1, 4)),
        "part": tensor("1", FLOATS, 12, 5, (2, 2), (4, 1)),
        "one": tensor("2", LONGS, 1, 0, (), ()),
    }

    weights = read(written(state, {"2": counts, "1": numbers}), tmp_path)

    assert list(weights) == list(state)
    assert np.array_equal(weights["rows"], numbers.reshape(3, 4))
    assert np.array_equal(weights["columns"], numbers.reshape(3, 4).T)
    assert weights["part"].tolist() == [[5.0, 6.0], [9.0, 10.0]]
    assert weights["one"] == 7
    assert weights["one"].dtype == np.int64
    assert all(array.flags.c_contiguous and array.flags.writeable for array in weights.values())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (os.system.__module__, "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("collections", "namedtuple"),
        ("torch", "load"),
        ("torch._utils", "_rebuild_parameter"),
        ("numpy", "load"),
    ],
)
def test_other_names_in_a_pickle_are_refused_and_not_called(tmp_path, module, name):
    witness = tmp_path / "witness"
    state = {"weight": Call(Name(module, name), f"touch {witness}")}

    with pytest.raises(LimeError, match=rf"weights\.pth cannot be read.* wants to use {module}\.{name}"):
        read(written(state, {}), tmp_path)
    assert not witness.exists()


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [
        (0, (5,), (1,)),
        (1, (2, 2), (2, 1)),
        (0, (2,), (4,)),
        (-1, (2,), (1,)),
        (3, (2,), (-1,)),
        (0, (5,), (0,)),
        (0, (-1,), (1,)),
    ],
)
def test_a_tensor_beyond_its_storage_is_an_error(tmp_path, offset, shape, strides):
    state = {"weight": tensor("1", FLOATS, 4, offset, shape, strides)}

    with pytest.raises(LimeError, match="reaches beyond the numbers that are stored for it"):
        read(written(state, {"1": np.arange(4, dtype="<f4")}), tmp_path)


def test_a_truncated_file_is_an_error(tmp_path):
    whole = written({"weight": tensor("1", FLOATS, 4, 0, (4,), (1,))}, {"1": np.arange(4, dtype="<f4")})
    assert read(whole, tmp_path)["weight"].tolist() == [0, 1, 2, 3]

    for length in range(len(whole)):
        with pytest.raises(LimeError, match="cannot be read"):
            read(whole[:length], tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 is how the newer format begins",
        written({}, {}, magic=1),
        written({"weight": 3}, {}),
        written([1, 2], {}),
        written({"weight": tensor("1", FLOATS, 4, 0, (4,), (1,))}, {"1": np.arange(3, dtype="<f4")}),
        written({"weight": tensor("1", Name("torch", "HalfStorage"), 4, 0, (4,), (1,))}, {"1": np.zeros(4, "<f2")}),
        written({"weight": tensor("1", "<O", 1, 0, (1,), (1,))}, {"1": np.zeros(1, "<i8")}),
    ],
    ids=[
        "empty",
        "zip",
        "another beginning",
        "no tensor",
        "no dictionary",
        "too few numbers",
        "another type",
        "objects",
    ],
)
def test_a_file_of_another_format_is_an_error(tmp_path, content):
    with pytest.raises(LimeError, match=r"weights\.pth cannot be read: .* Expected tensors of float32 and int64"):
        read(content, tmp_path)
