"""Data to learn from: a catalogue made from seeds, own data from CSV files or clicked points, and their preparation."""

from __future__ import annotations

from landscape_gui.core.network.datasets.catalogue import DATASETS, dataset, generate
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.core.network.datasets.descriptor import Dataset
from landscape_gui.core.network.datasets.own import own_curve, own_points
from landscape_gui.core.network.datasets.preparation import Preparation, Prepared, prepare
from landscape_gui.core.network.datasets.table import Table, read_csv, read_table, write_csv

__all__ = [
    "DATASETS",
    "Data",
    "Dataset",
    "Preparation",
    "Prepared",
    "Table",
    "dataset",
    "generate",
    "own_curve",
    "own_points",
    "prepare",
    "read_csv",
    "read_table",
    "write_csv",
]
