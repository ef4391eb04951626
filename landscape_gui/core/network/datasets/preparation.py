"""From data to what a network is trained on: transformed inputs, standardised, split into training and validation."""

from __future__ import annotations

from dataclasses import dataclass

from landscape_gui.core.network.datasets.data import Array, Data
from landscape_gui.core.network.datasets.features import Feature, chosen, transformed
from landscape_gui.core.network.datasets.scaling import Scale, standard, unchanged
from landscape_gui.core.network.datasets.splitting import Split, split


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done to data before it is learnt from.

    Attributes:
        features: keys of transformed inputs; none mean the inputs as they stand.
        standardise: whether each (transformed) input gets mean 0 and variance 1.
        standardise_target: the same for the values of a regression; classes are never changed.
        validation: share of the points set aside, 0 to 0.9.
        seed: of the split.
    """

    features: tuple[str, ...] = ()
    standardise: bool = False
    standardise_target: bool = False
    validation: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """Data as a network takes it, and the way from the axes of a picture to there and back.

    Attributes:
        data: the examples in their own units.
        features: what the network's inputs are made of.
        split: which rows are for training and which for validation.
        scale: of the network's inputs; statistics of the training share only, so validation stays unseen.
        axes: the same of the data's own inputs, for the axes of a picture.
        target_scale: of the values of a regression, one column.
        inputs: (n, features) float64, all rows.
    """

    data: Data
    features: tuple[Feature, ...]
    split: Split
    scale: Scale
    axes: Scale
    target_scale: Scale
    inputs: Array

    @property
    def names(self) -> tuple[str, ...]:
        """Words for the network's inputs, as "x²"."""
        return tuple(feature.label(self.data.input_names) for feature in self.features)

    def transform(self, points: Array) -> Array:
        """Return the network's inputs (m, features) for points (m, i) in the data's own units."""
        return self.scale.apply(transformed(self.features, points))

    def targets(self, loss: str) -> Array:
        """Return the targets of all rows as a network with ``loss`` takes them, see ``Data.targets_for``."""
        targets = self.data.targets_for(loss)
        return targets if self.data.classes else self.target_scale.apply(targets)

    def predicted(self, outputs: Array) -> Array:
        """Return a network's predictions (m, outputs) in the data's own units."""
        return outputs if self.data.classes else self.target_scale.undo(outputs)


def prepare(data: Data, preparation: Preparation) -> Prepared:
    """Carry out ``preparation`` on ``data``.

    Raises:
        DataError: features these inputs do not have, a share or a seed out of bounds, too few points to split.
    """
    features = chosen(preparation.features, data.inputs.shape[1])
    parts = split(data, preparation.validation, preparation.seed)

    def scale_of(values: Array, wanted: bool) -> Scale:
        return standard(values[parts.training]) if wanted else unchanged(values.shape[1])

    raw = transformed(features, data.inputs)
    scale, axes = (scale_of(values, preparation.standardise) for values in (raw, data.inputs))
    target_scale = scale_of(data.targets.reshape(-1, 1), preparation.standardise_target and not data.classes)
    return Prepared(data, features, parts, scale, axes, target_scale, scale.apply(raw))
