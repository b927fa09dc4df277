"""EfficientNet-lite0 as an ONNX graph, built from its weights.

The network is that of M. Tan and Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks"
(ICML 2019), in its variant for small devices: with ReLU6 activations and without
squeeze-and-excitation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import onnx
    from numpy.typing import NDArray

SIZE = 224
"""Side of the training images in pixels."""

# For each stage: the number of blocks, and the stride of the first block. The weights determine the widths.
STAGES = ((1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1))
EPSILON = 1e-3  # of the batch normalizations
OPSET, IR_VERSION = 13, 8  # versions of 2021, because onnxruntime refuses versions newer than its own


def efficientnet_lite0(weights: Mapping[str, NDArray[Any]]) -> onnx.ModelProto:
    """Build the network that maps pixels to probabilities.

    Parameters
    ----------
    weights : mapping of str to ndarray
        Tensors by their names in PyTorch.

    Returns
    -------
    ModelProto
        Input: images of shape (n, 224, 224, 3), uint8, in the order red, green, blue. Output: probabilities of shape
        (n, 1000), float32.
    """
    graph = _Graph(weights)
    x = graph.relu6(graph.convolution(graph.pixels("pictures"), "_conv_stem", "_bn0", stride=2))
    block = 0
    for n_blocks, first_stride in STAGES:
        for repeat in range(n_blocks):
            name, inside = f"_blocks.{block}", x
            if f"{name}._expand_conv.weight" in weights:  # all but the first block
                inside = graph.relu6(graph.convolution(inside, f"{name}._expand_conv", f"{name}._bn0"))
            stride = 1 if repeat else first_stride
            inside = graph.relu6(graph.convolution(inside, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride))
            inside = graph.convolution(inside, f"{name}._project_conv", f"{name}._bn2")
            # The first block of a stage changes the width, so it has no residual connection.
            x = graph.node("Add", inside, x) if repeat else inside
            block += 1
    x = graph.relu6(graph.convolution(x, "_conv_head", "_bn1"))
    x = graph.node("Flatten", graph.node("GlobalAveragePool", x))
    x = graph.node("Gemm", x, graph.constant(weights["_fc.weight"]), graph.constant(weights["_fc.bias"]), transB=1)
    return graph.model("pictures", graph.node("Softmax", x, axis=1))


class _Graph:
    """Builder of an ONNX graph: collects nodes and constants, and refers to values by name."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.bounds = self.constant(np.float32(0)), self.constant(np.float32(6))

    def constant(self, numbers: NDArray[Any] | np.float32) -> str:
        from onnx import numpy_helper

        name = f"constant {len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(numbers), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        name = f"{operator} {len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def pixels(self, pictures: str) -> str:
        """Put channels first, and scale the values to about −1 to 1."""
        from onnx import TensorProto

        # Transpose before the cast, while each channel of a pixel is one byte.
        x = self.node("Cast", self.node("Transpose", pictures, perm=[0, 3, 1, 2]), to=TensorProto.FLOAT)
        x = self.node("Sub", x, self.constant(np.float32(127)))
        return self.node("Div", x, self.constant(np.float32(128)))

    def convolution(self, x: str, name: str, normalization: str, *, stride: int = 1) -> str:
        """Merge a convolution with its batch normalization: (W*x − mean)/√(var + ε)·scale + bias is a convolution."""
        filters = self.weights[f"{name}.weight"]
        scale, bias, mean, var = (
            self.weights[f"{normalization}.{of}"] for of in ("weight", "bias", "running_mean", "running_var")
        )
        factor = scale / np.sqrt(var + np.float32(EPSILON))
        channels_out, channels_in, height, width = filters.shape
        return self.node(
            "Conv",
            x,
            self.constant(filters * factor[:, None, None, None]),
            self.constant(bias - mean * factor),
            auto_pad="SAME_UPPER",
            kernel_shape=[height, width],
            strides=[stride, stride],
            group=channels_out if channels_in == 1 else 1,  # depthwise
        )

    def relu6(self, x: str) -> str:
        return self.node("Clip", x, *self.bounds)

    def model(self, pictures: str, probabilities: str) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self.nodes,
            "EfficientNet-lite0",
            [helper.make_tensor_value_info(pictures, TensorProto.UINT8, ["n", SIZE, SIZE, 3])],
            [helper.make_tensor_value_info(probabilities, TensorProto.FLOAT, ["n", 1000])],
            self.constants,
        )
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
