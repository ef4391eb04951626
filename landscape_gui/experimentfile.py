"""Experiment files: one strict, versioned JSON document, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from landscape_gui.core.errors import ExperimentError, LandscapeError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem, formula, surface
from landscape_gui.experiment import MAX_LANES, VERSION, Experiment, NetworkProblem, SurfaceProblem
from landscape_gui.filewords import explained
from landscape_gui.networks import DataNetwork, build, finished

FORMAT = "landscape-gui experiment"
SUFFIX = ".json"
MAX_BYTES = 4_000_000
AnyProblem = Problem | DataNetwork
"""What a lane descends: a formula or a network."""
_T = TypeVar("_T")


class _Header(Struct):
    """The first fields of a file, read before the rest so that a newer file is recognised as such."""

    format: str = ""
    version: int = 0


class _Document(Struct, forbid_unknown_fields=True):
    format: str
    version: int
    experiment: Experiment


def encode(experiment: Experiment) -> bytes:
    """The file of an experiment, indented for people to read."""
    document = _Document(FORMAT, VERSION, experiment)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def decode(data: bytes, name: str = "the file") -> Experiment:
    """The experiment in ``data``; ``name`` is how errors call it.

    Drawn points that cannot be learnt yet are no mistake: they are opened to be drawn further.

    Raises:
        ExperimentError: not JSON, not an experiment, newer than this program, or invalid at the place named.
    """
    try:
        header = _parsed(data, _Header, name)
    except msgspec.ValidationError as error:
        raise ExperimentError(f"{name} is not an experiment of this program: {explained(error, data)}") from None
    if header.format != FORMAT:
        raise ExperimentError(f'{name} is not an experiment of this program: its "format" is not "{FORMAT}".')
    if header.version != VERSION:
        newer = "was written by a newer version of this program; update it to open the file"
        raise ExperimentError(
            f"{name} {newer if header.version > VERSION else f'has the unknown version {header.version}'}."
        )
    try:
        experiment = _parsed(data, _Document, name).experiment
    except msgspec.ValidationError as error:
        raise ExperimentError(f"{name} is not valid: {explained(error, data)}") from None
    check(_finished(experiment), name)
    return experiment


def _finished(experiment: Experiment) -> Experiment:
    """What of an experiment can be checked: all of it, or all but drawn points still on the way to others.

    The starts belong to the parameters of a network that is not there yet.
    """
    if not isinstance(experiment.problem, NetworkProblem):
        return experiment
    problem = finished(experiment.problem)
    if problem == experiment.problem:
        return experiment
    lanes = tuple(replace(lane, start=None) for lane in experiment.lanes)
    return replace(experiment, problem=problem, start=(), lanes=lanes)


def _parsed(data: bytes, kind: type[_T], name: str) -> _T:
    """``data`` as ``kind``; raises msgspec's ValidationError, or ExperimentError where it is not JSON at all."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExperimentError(f"{name} is damaged{_place(data, str(error))}: it is not valid JSON.") from None


def check(experiment: Experiment, name: str = "the experiment") -> AnyProblem:
    """The problem of ``experiment`` where every part of it is valid.

    Raises:
        ExperimentError: naming the place, such as lanes[2].hyperparameters, and what would be valid there.
    """
    where = "problem"
    try:
        problem = problem_of(experiment)
        where = "start"
        if experiment.start:
            problem.check_point(experiment.start, "the start")
        if len(experiment.lanes) > MAX_LANES:
            where = "lanes"
            raise ExperimentError(f"there are {len(experiment.lanes)} lanes; at most {MAX_LANES} can be shown.")
        for index, lane in enumerate(experiment.lanes):
            where = f"lanes[{index}]"
            if lane.optimizer not in OPTIMIZERS:
                raise ExperimentError(f"there is no optimizer {lane.optimizer!r}; known are {', '.join(OPTIMIZERS)}.")
            OPTIMIZERS[lane.optimizer].hyperparameters(lane.hyperparameters)
            _check_look(lane.color)
            if lane.start is not None:
                problem.check_point(lane.start, "its start")
        where = "view.region"
        for low, high in experiment.view.region or ():
            if not low < high:
                raise ExperimentError(f"an interval must rise; {low:g} is not below {high:g}.")
    except LandscapeError as error:
        raise ExperimentError(f"{name} is not valid at {where}: {error}") from None
    return problem


def problem_of(experiment: Experiment) -> AnyProblem:
    """The problem an experiment describes; raises a LandscapeError where it describes none."""
    description = experiment.problem
    if isinstance(description, NetworkProblem):
        return build(description)
    if isinstance(description, SurfaceProblem):
        return surface(description.key, description.coefficients, description.domain)
    return formula(description.text, description.domain)


def _check_look(color: str) -> None:
    if color and not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ExperimentError(f'the colour "{color}" is not of the form "#0072b2".')


def _place(data: bytes, message: str) -> str:
    """ " at line 3, column 7" where the message names a byte, else ""."""
    match = re.search(r"byte (\d+)", message)
    before = data[: int(match.group(1))] if match else data
    line = before.count(b"\n") + 1
    column = len(before) - before.rfind(b"\n")
    return f" at line {line}, column {column}"


def save(experiment: Experiment, path: Path) -> None:
    """Write ``experiment`` to ``path``, whole or not at all; raises ExperimentError where that fails."""
    try:
        write_whole(path, encode(experiment))
    except OSError as error:
        raise ExperimentError(f"{path.name} cannot be saved in {path.parent}: {error.strerror or error}.") from None


def load(path: Path) -> Experiment:
    """Read an experiment file; raises ExperimentError naming the file, the place and what is wrong."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExperimentError(f"{path.name} is too large to be an experiment ({path.stat().st_size:,} bytes).")
        data = path.read_bytes()
    except OSError as error:
        raise ExperimentError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    return decode(data, path.name)


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path`` and move it there, so that a reader never meets half a file; raises OSError."""
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_mode(target, Path(temporary))
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _copy_mode(target: Path, temporary: Path) -> None:
    """Give ``temporary`` the permissions of the file it replaces, or those a new file would have."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    temporary.chmod(mode)
