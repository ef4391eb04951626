"""Own data: points drawn by hand, and tables from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from landscape_gui import edits, networkedits, networks, owndata
from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets import Table, read_table
from landscape_gui.experiment import (
    MAX_TABLE,
    Experiment,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    TableData,
    first_experiment,
)
from landscape_gui.experimentfile import check, decode, encode
from landscape_gui.networks import build, data_of

FLOWERS = "length,name,width,kind\n" + "".join(
    f"{i},n{i},{(3 * i) % 7},{'rose' if i % 2 else 'tulip'}\n" for i in range(12)
)


@pytest.fixture
def experiment() -> Experiment:
    """The race trains the first network."""
    return networkedits.with_network(first_experiment())


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_drawing_begins_with_the_points_on_screen(experiment: Experiment) -> None:
    circles = networkedits.with_source(experiment, points=30)
    source = owndata.drawn_points(circles)
    assert len(source.points) == 30
    assert (data_of(source).inputs == build(networkedits.network_of(circles)).prepared.data.inputs).all()
    many = owndata.drawn_points(networkedits.with_source(experiment, points=5000))
    assert len(many.points) == owndata.MOST_DRAWN
    assert {number for _, _, number in many.points} == {0, 1}
    line = owndata.drawn_curve(networkedits.with_catalogue_data(experiment, "sine"))
    assert len(line.points) == 80
    check(networkedits.with_data(experiment, line))


@pytest.mark.parametrize("key", ["grades", "sine", "plane"])
def test_drawing_begins_anew_where_points_cannot_be_drawn(experiment: Experiment, key: str) -> None:
    data = networkedits.with_catalogue_data(experiment, key)
    points = owndata.drawn_points(data)
    assert len(points.points) == 20
    check(networkedits.with_data(data, points))
    check(networkedits.with_data(data, owndata.drawn_curve(data)))


def test_points_on_the_way_to_something_are_kept(experiment: Experiment) -> None:
    three = OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1), (2.0, 0.0, 2)))
    learnt = owndata.with_drawn(experiment, three)
    assert build(networkedits.network_of(learnt)).architecture.sizes == (2, 4, 3)
    for source in (OwnPoints(), OwnPoints(((0.0, 0.0, 0),)), OwnCurve(((0.0, 1.0),))):
        begun = owndata.with_drawn(learnt, source)
        assert networkedits.network_of(begun).data == source
        assert owndata.drawn_points(begun).points
    assert owndata.with_drawn(owndata.with_drawn(learnt, OwnPoints()), three) == learnt


def test_rates_follow_drawn_points_where_they_suited(experiment: Experiment) -> None:
    near = OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1), (0.0, 1.0, 1)))
    far = OwnPoints((*near.points, (60.0, -40.0, 0)))
    begun = owndata.with_drawn(experiment, near)
    assert [lane.hyperparameters for lane in begun.lanes] == [lane.hyperparameters for lane in experiment.lanes]
    drawn = owndata.with_drawn(begun, far)
    assert drawn.lanes[0].hyperparameters["lr"] == edits.usual_rates(drawn)["gd"] < 0.01
    assert owndata.with_drawn(drawn, near) == begun
    by_hand = edits.with_hyperparameter(begun, 0, "lr", 0.123)
    assert owndata.with_drawn(by_hand, far).lanes[0].hyperparameters["lr"] == 0.123
    assert owndata.with_drawn(begun, far, fit=False).lanes == begun.lanes


def test_a_table_predicts_its_last_column_from_all_numbers(experiment: Experiment, tmp_path: Path) -> None:
    source = owndata.read_file(written(tmp_path / "flowers.csv", FLOWERS))
    assert source == TableData("flowers.csv", FLOWERS, None, ("length", "width"))
    assert [column.numeric for column in owndata.columns_of(source)] == [True, False, True, False]
    changed = networkedits.with_data(experiment, source)
    assert build(networkedits.network_of(changed)).prepared.data.classes == ("rose", "tulip")
    assert decode(encode(changed)) == changed


def test_target_and_inputs_can_be_chosen(experiment: Experiment, tmp_path: Path) -> None:
    source = owndata.read_file(written(tmp_path / "flowers.csv", FLOWERS))
    one = owndata.with_input(experiment, source, "width", on=False)
    table = networkedits.network_of(one).data
    assert isinstance(table, TableData)
    assert owndata.inputs_of(table) == ("length",)
    with pytest.raises(DataError, match="at least one input"):
        owndata.with_input(one, table, "length", on=False)
    with pytest.raises(DataError, match="'name'"):
        owndata.with_input(one, table, "name", on=True)
    other = owndata.with_target(one, table, "length")
    assert networkedits.network_of(other).data == TableData("flowers.csv", FLOWERS, "length", ("width",))
    problem = networkedits.network_of(networkedits.with_source(other, kind="regression"))
    assert isinstance(problem, NetworkProblem)
    assert build(problem).architecture.loss == "mse"


def test_a_table_is_read_once_whichever_columns_are_chosen(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(text: str, name: str) -> Table:
        read.append(name)
        return read_table(text, name)

    monkeypatch.setattr(networks, "read_table", reading)
    source = TableData("once.csv", FLOWERS, None, ("length", "width"))
    changed = networkedits.with_data(experiment, source)
    for target in ("length", "width", "kind"):
        changed = owndata.with_target(changed, source, target)
        data = build(networkedits.network_of(changed)).prepared.data
        assert data.target_name == target and target not in data.input_names
    owndata.with_input(changed, source, "width", on=False)
    assert read == ["once.csv"]
    for name in ("second.csv", "third.csv"):
        data_of(TableData(name, FLOWERS, None, ("length",)))
    data_of(TableData("once.csv", FLOWERS, None, ("width",)))
    assert read == ["once.csv", "second.csv", "third.csv", "once.csv"], "few tables are held in memory"


def test_wide_tables_are_cut_to_what_a_network_takes(experiment: Experiment, tmp_path: Path) -> None:
    rows = [",".join(f"c{i}" for i in range(41))] + [",".join(str(r * i + 0.5) for i in range(41)) for r in range(1, 9)]
    source = owndata.read_file(written(tmp_path / "wide.csv", "\n".join(rows)))
    assert len(owndata.inputs_of(source)) == 32
    check(networkedits.with_data(experiment, source))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b\n1,2\n3\n", "row 3 has 1"),
        ("a\n1\n2\n", "only one column"),
        ("a,b\n1,2\n", "too few rows"),
        ("a,b\n1,x\n2,7\n3,8\n", "'b'"),
        ("a,b\n1,2.5\nnan,3.5\n3,1.5\n", "'a'"),
        ("a,b\n1,2.5\n2,2.5\n3,2.5\n", "2.5 everywhere"),
        ("a,b\n1,p\n2,p\n", "has only the class 'p'"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        owndata.read_file(written(tmp_path / "bad.csv", text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("abc", "'abc' is not a number; give numbers only, or leave this column out."),
        ("nan", "the value is missing (NaN); fill it in, or leave this row out."),
        ("", "the cell is empty; every cell needs a value."),
        ("1e99", "1e99 is too large; give finite numbers up to 1e30 in size."),
    ],
)
def test_a_cell_that_is_no_number_among_numbers_is_a_mistake(tmp_path: Path, cell: str, words: str) -> None:
    text = f"height,weight,label\n1,2,yes\n2,{cell},no\n4,5,no\n3,1,yes\n"
    with pytest.raises(DataError) as caught:
        owndata.read_file(written(tmp_path / "text.csv", text))
    assert str(caught.value) == f"text.csv, row 3, column 'weight': {words}"


def test_a_column_that_is_mostly_text_is_left_out_with_its_first_text(tmp_path: Path) -> None:
    text = "height,name,label\n1,3,yes\n2,x,no\n4,y,no\n3,z,yes\n"
    source = owndata.read_file(written(tmp_path / "text.csv", text))
    assert owndata.inputs_of(source) == ("height",)
    name = owndata.columns_of(source)[1]
    assert (name.numeric, name.cell, name.row) == (False, "x", 3)


def test_files_that_cannot_be_kept_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv cannot be read"):
        owndata.read_file(tmp_path / "none.csv")
    with pytest.raises(DataError, match=r"large\.csv is too large to be kept"):
        owndata.read_file(written(tmp_path / "large.csv", "a,b\n" + "1,2\n" * (MAX_TABLE // 4 + 1)))
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(DataError, match="not a text file"):
        owndata.read_file(tmp_path / "picture.csv")
