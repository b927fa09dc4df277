"""The one way for arrays to the browser."""

import sys

import numpy as np
import pytest

from lime_widgets.widgets.wire.codec import encode


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4"])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (0, 3)])
def test_what_is_encoded_can_be_read_back(dtype, shape):
    values = np.arange(np.prod(shape)).reshape(shape)

    wire = encode(values, dtype)

    assert (wire["dtype"], wire["shape"]) == (dtype, list(shape))
    np.testing.assert_array_equal(np.frombuffer(wire["data"], f"<{dtype}").reshape(shape), values)


def test_the_bytes_are_little_endian_in_c_order_whatever_the_array_was():
    values = np.asfortranarray(np.arange(6, dtype=">i8").reshape(2, 3))

    assert encode(values, "i4")["data"] == b"".join(n.to_bytes(4, "little") for n in range(6))
    assert sys.byteorder == "little" or encode([1], "i4")["data"] == b"\x01\x00\x00\x00"


def test_what_is_not_finite_stays_so():
    wire = encode([np.nan, np.inf, -np.inf], "f4")

    np.testing.assert_array_equal(np.frombuffer(wire["data"], "<f4"), [np.nan, np.inf, -np.inf])


def test_an_encoded_array_does_not_change_with_its_source():
    values = np.zeros(2)
    wire = encode(values, "f8")
    values[:] = 1

    assert not np.frombuffer(wire["data"]).any()
