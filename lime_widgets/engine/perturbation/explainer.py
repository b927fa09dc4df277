"""The base class of explainers: how one kind of data is perturbed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lime_widgets.engine.errors import in_quotes, problem, shortened
from lime_widgets.engine.explanation.distance import DISTANCES
from lime_widgets.engine.explanation.kinds.options import check_options, check_used
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.names import check_names
from lime_widgets.engine.perturbation.neighborhoods import sampled
from lime_widgets.engine.sampling.designs import DEFAULT_N_SAMPLES, Design, RandomState, check_n_samples, seed_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.perturbation.neighbors import Neighbors
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate


def check_explainer(explainer: Any) -> None:
    """Check that it is an explainer.

    Raises
    ------
    LimeError
        If it cannot perturb instances.
    """
    if not hasattr(explainer, "perturb"):
        raise problem("explainer.invalid", kind=type(explainer).__name__)


class Explainer(ABC):
    """Perturbs one kind of data. It is immutable, so a study can compare two explainers."""

    # The kind of data, in words.
    data_kind: ClassVar[str] = "instance"
    # The distance metrics; the first is the default.
    metrics: ClassVar[tuple[str, ...]] = DISTANCES
    # Keywords of the constructor that `replace` accepts. Each is also an attribute.
    settings: ClassVar[tuple[str, ...]] = ()
    # Settings that only some values of `sampling` use, with these values.
    settings_of_sampling: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    default_n_samples: int = DEFAULT_N_SAMPLES

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be decided by the model's answers; see `settled`."""
        return True

    @abstractmethod
    def perturb(self, x: Any, *, random_state: int, design: Design) -> Perturbation:
        """Check an instance and create the sequence of its perturbations."""

    @abstractmethod
    def check(self, x: Any) -> None:
        """Check that an instance can be explained, without creating a sequence of perturbations.

        Raises
        ------
        LimeError
            If it cannot be explained.
        """

    @abstractmethod
    def neighbors(self, x: Any, n: int, *, radius: float | None = None, random_state: int = 0) -> Neighbors:
        """Draw up to n instances like this one; see `lime_widgets.sensitivity`."""

    def check_kernel(self, kernel: object) -> None:
        """Check that the perturbations serve a kernel.

        Raises
        ------
        LimeError
            If they do not.
        """
        del kernel

    def default_n_samples_for(self, x: Any) -> int:
        """Give the default number of samples for an instance."""
        del x
        return self.default_n_samples

    def replace(self, **changes: Any) -> Self:
        """Copy the explainer with other values of some of its `settings`.

        Raises
        ------
        LimeError
            If a name is not one of the `settings`, or the constructor refuses a value.
        """
        check_names(f"{type(self).__name__}.replace", changes, self.settings)
        return self._with(changes)

    def check_settings(self) -> None:
        """Check that samples drawn now depend on every setting that was given.

        A study does not call this: its `sampling` may be set back to one that uses the setting.

        Raises
        ------
        LimeError
            If the present `sampling` does not use one.
        """
        for name, samplings in self.settings_of_sampling.items():
            value, sampling = getattr(self, name), getattr(self, "sampling", "")
            if not (value is None or value is False or sampling in samplings):
                needed = " or ".join(f"sampling={in_quotes([each])}" for each in samplings)
                told = shortened(repr(value), 40)
                raise problem("setting.unused", name=name, value=told, sampling=in_quotes([sampling]), needed=needed)

    def settled(self, neighborhood: Neighborhood) -> Self | None:
        """Give the explainer with what it leaves to be decided by the model's answers; None if that is nothing.

        Parameters
        ----------
        neighborhood : Neighborhood
            From this explainer.
        """
        del neighborhood
        return None

    def _with(self, changes: dict[str, Any]) -> Self:
        """Copy the explainer with these settings changed."""
        current = {name: getattr(self, name) for name in self.settings}
        return type(self)(**(current | changes))

    def sample(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int | None = None,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: str | None = None,
        batch_size: int | None = None,
        kernel: Kernel = "exponential",
    ) -> Neighborhood:
        """Perturb an instance and ask the model about every perturbation.

        Parameters
        ----------
        model : estimator, callable or BlackBox
        x : instance
            As `perturb` accepts it.
        n_samples : int, optional
            Number of samples, at least 2, the instance included. The default is the explainer's
            `default_n_samples_for` the instance: 4,096 for table rows and most texts, 1,024 for images.
        random_state : int, Generator, RandomState or None, default 0
            An integer gives the same neighborhood in every call; None gives a new one.
        design : {"sobol", "independent"}, default "sobol"
        distance : str, optional
            One of the explainer's `metrics`. The default is the first of them.
        batch_size : int, optional
            Maximum number of inputs in one call of the model. The default is the black box's batch size,
            or the perturbation's if the black box has none.
        kernel : str or callable, default "exponential"
            The kernel that the samples are for. For ``"shapley"`` the model also answers with every feature removed;
            superpixels, and words beyond 64, are then removed in other numbers than LIME removes them.

        Returns
        -------
        Neighborhood

        Raises
        ------
        LimeError
            If the instance cannot be explained, a parameter is invalid, or a setting of the explainer has no effect.
        ModelError
            If the model raises an exception or returns unusable answers.
        """
        self.check_settings()
        self.check_kernel(kernel)
        black_box = model if isinstance(model, BlackBox) else BlackBox(model)
        if batch_size is not None:
            black_box.batch_size = batch_size
        default = self.default_n_samples_for(x)
        n_samples = check_n_samples(default if n_samples is None else n_samples, default)
        drawn = self.perturb(x, random_state=seed_of(random_state), design=design)
        return sampled(drawn, black_box, n_samples, metric=distance or self.metrics[0], kernel=kernel)

    def explain(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int | None = None,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: str | None = None,
        batch_size: int | None = None,
        output: int | str | None = None,
        kernel_width: float | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
        surrogate: Surrogate = "ridge",
        **of_surrogate: Any,
    ) -> Explanation:
        """Sample a neighborhood and fit the local surrogate to it.

        The parameters are those of `sample` and of `Neighborhood.explain`; ``**of_surrogate`` are `max_depth`, `prior`,
        `prior_precision` and `noise_precision`.
        """
        check_options(f"{type(self).__name__}.explain", of_surrogate, Explainer.explain)
        given = {"kernel_width": kernel_width, "alpha": alpha, "feature_selection": feature_selection}
        check_used(kernel, surrogate, given | of_surrogate)
        neighborhood = self.sample(
            model,
            x,
            n_samples=n_samples,
            random_state=random_state,
            design=design,
            distance=distance,
            batch_size=batch_size,
            kernel=kernel,
        )
        return neighborhood.explain(
            output=output,
            kernel_width=kernel_width,
            n_features=n_features,
            feature_selection=feature_selection,
            alpha=alpha,
            kernel=kernel,
            surrogate=surrogate,
            **of_surrogate,
        )
