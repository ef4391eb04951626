"""Data to learn from: a catalogue made from seeds, own data from CSV files or clicked points, and their preparation."""

from __future__ import annotations

from landscape_gui.core.network.datasets.catalogue import DATASETS, dataset, generate
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.core.network.datasets.descriptor import Dataset

__all__ = ["DATASETS", "Data", "Dataset", "dataset", "generate"]
