"""Networks of PyTorch and Keras: tensors in, channels first, no gradients. `make networks` installs what these need."""

import numpy as np
import pytest

from lime_widgets import BlackBox, TextExplainer, explore
from lime_widgets.engine.errors import LimeWarning

torch = pytest.importorskip("torch")


def explained(model, x, table=None, **options):
    explorer = explore(model, x, n_samples=64, **options) if table is None else explore(model, x, table, n_samples=64)
    study = explorer.study
    assert study.wait(60)
    assert study.status == "ready", study.error
    return study


@pytest.fixture
def convolution():
    torch.manual_seed(0)
    nn = torch.nn
    layers = nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26 * 26, 3), nn.Softmax(-1)
    return nn.Sequential(*layers).eval()


@pytest.fixture
def dense():
    torch.manual_seed(0)
    nn = torch.nn
    return nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2), nn.Softmax(-1)).eval()


def test_a_bare_network_gets_images_with_their_channels_first(convolution):
    digit = torch.rand(1, 28, 28)
    expected = convolution(digit[None]).detach().numpy()[0]

    for image in (digit, digit.numpy()[0], np.moveaxis(digit.numpy(), 0, -1)):
        study = explained(convolution, image)
        np.testing.assert_allclose(study.neighborhood.prediction, expected, rtol=1e-5)


def test_a_function_gets_images_in_the_form_of_the_instance(convolution):
    shapes = []

    def model(images):
        shapes.append((type(images), tuple(images.shape[1:])))
        return convolution(images)  # with a gradient

    explained(model, torch.rand(1, 28, 28))
    explained(lambda images: images.mean((1, 2)), torch.rand(16, 16), segmentation="grid")

    assert set(shapes) == {(torch.Tensor, (1, 28, 28))}


def test_what_a_network_raises_of_arrays_is_answered_with_tensors(convolution):
    study = explore(lambda images: convolution(images.transpose(0, 3, 1, 2)), np.random.rand(28, 28, 1)).study  # noqa: NPY002
    study.wait(60)
    assert study.status == "failed"
    assert "torch.from_numpy(images)" in study.error
    network = lambda images: convolution(torch.from_numpy(images.transpose(0, 3, 1, 2)))  # noqa: E731  the advice
    explained(network, np.random.default_rng(0).random((28, 28, 1), np.float32))


def test_tensors_are_rows_tables_labels_and_answers(dense):
    table = torch.randn(200, 3, dtype=torch.float64)
    labels = torch.tensor(np.kron([[0, 1], [2, 3]], np.ones((8, 8), int)))
    kinds = set()

    def model(rows):
        kinds.add((type(rows), rows.dtype))
        return dense(rows.float())

    study = explained(model, table[0], table)
    assert kinds == {(torch.Tensor, torch.float64)}
    study.change("feature 0", 1.0)
    assert isinstance(study.instance, torch.Tensor)
    image = explained(lambda images: images.mean((1, 2)), torch.rand(16, 16), segmentation=labels, fill=0)
    assert len(image.feature_names) == 4

    half = torch.tensor([0.5, 1.0], dtype=torch.bfloat16, requires_grad=True)
    for answer in (half, [half[0], half[1]], [torch.ones(2, requires_grad=True)] * 2):
        assert BlackBox(lambda rows, answer=answer: answer).predict(np.zeros((2, 3))).shape[0] == 2


def test_a_network_in_training_mode_is_told_and_never_exact(dense):
    dense.train()
    vectors = torch.nn.Embedding(7, 3)
    words = ["good", "film", "and", "a", "great", "cast"]

    def model(texts):
        rows = [vectors(torch.tensor([words.index(each) for each in text.split()] or [6])).sum(0) for text in texts]
        return dense(torch.stack(rows))

    with pytest.warns(LimeWarning, match="answers the same input differently"):
        explanation = TextExplainer().explain(model, " ".join(words))
    assert not explanation.exact
    with pytest.warns(LimeWarning, match="training mode"):
        assert any("training mode" in note for note in BlackBox(dense).notes)
    dense.eval()
    assert explained(dense, np.zeros(3), np.random.default_rng(0).normal(size=(50, 3))).black_box.notes == ()


def test_a_model_of_keras_is_asked_without_its_progress_bar(monkeypatch, capfd):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    layers = keras.layers
    rows = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])
    images = keras.Sequential([keras.Input((12, 12, 1)), layers.Flatten(), layers.Dense(2, activation="softmax")])
    table = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)

    study = explained(rows, table[0], table)
    np.testing.assert_allclose(study.neighborhood.prediction, rows.predict(table[:1], verbose=0)[0], rtol=1e-5)
    explained(images, np.random.default_rng(0).random((12, 12), np.float32), segmentation="grid")
    assert "━" not in capfd.readouterr().out
