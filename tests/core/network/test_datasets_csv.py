"""Own data from CSV files: what programs and people write is understood, what cannot be learnt is named."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets import DATASETS, Data, read_csv, read_table, write_csv
from landscape_gui.core.network.datasets.csvtext import decode
from landscape_gui.core.network.datasets.data import MAX_SIZE
from landscape_gui.core.network.datasets.table import MAX_BYTES, MAX_ROWS

THREE_ROWS = [[1.5, -2.0], [0.25, 4.0], [3.0, 0.5]]


def read_bytes(content: bytes) -> Data:
    """Read a file of this content as data."""
    return read_table(decode(content, "points.csv"), "points.csv").data()


# --- what is understood ---


@pytest.mark.parametrize(
    "text",
    [
        "x,y,t\n1.5,-2,7\n0.25,4,8.5\n3,0.5,9\n",
        "x;y;t\n1.5;-2;7\n0.25;4;8.5\n3;0.5;9\n",
        "x;y;t\n1,5;-2;7\n0,25;4;8,5\n3;0,5;9\n",
        "x\ty\tt\n1,5\t-2\t7\n0,25\t4\t8,5\n3\t0,5\t9\n",
        "x\ty\tt\n1.5\t-2\t7\n0.25\t4\t8.5\n3\t0.5\t9\n",
        '"x","y","t"\n"1,5","-2","7"\n"0,25","4","8,5"\n"3","0,5","9"\n',
        "x,y,t\r\n1.5,-2,7\r\n0.25,4,8.5\r\n3,0.5,9",
        "x,y,t\r1.5,-2,7\r0.25,4,8.5\r3,0.5,9\r",
        "sep=;\nx;y;t\n1,5;-2;7\n0,25;4;8,5\n3;0,5;9\n",
        " x , y , t \n 1.5 , -2 , 7 \n 0.25 , 4 , 8.5 \n 3 , 0.5 , 9 \n",
        "\n\nx,y,t\n1.5,-2,7\n\n0.25,4,8.5\n , ,\n3,0.5,9\n\n",
        "x,y,t,,\n1.5,-2,7,,\n0.25,4,8.5,,\n3,0.5,9,,\n",
        "x,y,t\n1.5,-2,7,\n0.25,4,8.5,\n3,0.5,9,\n",
        "x,y,t\n15e-1,−2,7\n.25,+4,8.5\n3.,0.5,9\n",
        "\ufeffx,y,t\n1.5,-2,7\n0.25,4,8.5\n3,0.5,9\n",
    ],
)
def test_dialects(text: str) -> None:
    data = read_table(text).data()
    assert (data.input_names, data.target_name, data.kind) == (("x", "y"), "t", "regression")
    np.testing.assert_array_equal(data.inputs, THREE_ROWS)
    np.testing.assert_array_equal(data.targets, [7.0, 8.5, 9.0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "maße.csv"
    path.write_bytes("Größe;Klasse\n1,5;süß\n2;salzig\n".encode(encoding))
    data = read_csv(path).data()
    assert data.input_names == ("Größe",) and data.classes == ("salzig", "süß")
    np.testing.assert_array_equal(data.targets, [1.0, 0.0])


def test_without_a_header_columns_are_numbered() -> None:
    data = read_table("1,2,red\n3,4,blue\n5,6,red\n").data()
    assert (data.input_names, data.target_name) == (("column 1", "column 2"), "column 3")
    assert len(data.targets) == 3
    assert read_table("1,2\n3,4\n").names == ("column 1", "column 2")


@pytest.mark.parametrize("text", ["name,2020\na,1\nb,2\n", "2019,2020,kind\n1,2,a\n3,4,b\n"])
def test_the_header_can_be_told(text: str) -> None:
    assert read_table(text, header=True).names == tuple(text.splitlines()[0].split(","))
    assert read_table(text, header=False).names[0] == "column 1"


def test_quoted_cells_hold_delimiters_quotes_and_lines() -> None:
    data = read_table('x,"a, ""b""","the\nclass"\n1,2,"red, dark"\n3,4,"two\nlines"\n').data()
    assert data.input_names == ("x", 'a, "b"') and data.target_name == "the\nclass"
    assert data.classes == ("red, dark", "two\nlines")


def test_text_with_semicolons_does_not_hide_the_commas() -> None:
    assert read_table("1,2,a;b\n3,4,c;d\n").data().classes == ("a;b", "c;d")


def test_target_and_inputs_by_name() -> None:
    table = read_table("id,age,grade,height\nanna,20,1.3,1.8\nben,21,2.0,1.7\ncleo,30,1.7,1.9\n")
    data = table.data("grade", ("height", "age"))
    assert (data.input_names, data.target_name) == (("height", "age"), "grade")
    np.testing.assert_array_equal(data.inputs, [[1.8, 20], [1.7, 21], [1.9, 30]])


def test_numbers_are_worked_out_once_and_cannot_be_changed() -> None:
    ages, names = read_table("age,name\n20,anna\n21,ben\n").columns
    assert ages.are_numbers() and not names.are_numbers()
    assert ages.numbers() is ages.numbers()
    with pytest.raises(ValueError, match="read-only"):
        ages.numbers()[0] = 30.0
    with pytest.raises(DataError, match="'anna' is not a number"):
        names.numbers()


def test_more_than_two_inputs_are_fine() -> None:
    rows = "\n".join(",".join(str(i * j % 7) for j in range(1, 13)) for i in range(1, 20))
    assert read_table(rows).data(kind="regression").inputs.shape == (19, 11)


@pytest.mark.parametrize(
    ("cells", "kind", "classes"),
    [
        ("0 1 0 1", None, ("0", "1")),
        ("1 1.0 2 2", None, ("1", "2")),
        ("10 9 10 9", None, ("9", "10")),
        ("1 2 3 4", None, ()),
        ("1.5 2 1.5 2", None, ()),
        ("1.5 2 1.5 2", "classification", ("1.5", "2")),
        ("0 1 0 1", "regression", ()),
        ("b a b c", None, ("a", "b", "c")),
        ("b a b c", "classification", ("a", "b", "c")),
        ("1 a 1 a", "classification", ("1", "a")),
    ],
)
def test_which_targets_are_classes(cells: str, kind: str, classes: tuple[str, ...]) -> None:
    data = read_table("x,t\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(cells.split()))).data(kind=kind)  # type: ignore[arg-type]
    assert data.classes == classes
    if classes:
        assert [data.classes[int(number)] for number in data.targets] == [c.removesuffix(".0") for c in cells.split()]


def test_a_file_of_the_most_rows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("x,t\n" + "".join(f"{i},{i % 3}\n" for i in range(MAX_ROWS)))
    data = read_csv(path).data()
    assert data.inputs.shape == (MAX_ROWS, 1) and data.classes == ("0", "1", "2")


# --- what is refused, and how ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty; give a table"),
        (" \n\n", "is empty; give a table"),
        (" , \n , \n", "is empty; give a table"),
        ("x\n1\n2\n", "only one column; give at least two"),
        ("hello", "only one column"),
        ("x,y\n", "too few rows (0)"),
        ("x,y\n1,2\n", "too few rows (1); at least 2"),
        ("x,y\n1,2\n1,oops\n2,3\n", "row 3, column 'y': 'oops' is not a number; give numbers only"),
        ("x,y\n\n1,2\n\nabc,3\n2,3\n", "row 5, column 'x': 'abc' is not a number"),
        ("x,y\n1,2\n1_0,3\n2,3\n", "row 3, column 'x': '1_0' is not a number"),
        ("x,y\n1,2\n,3\n2,3\n", "row 3, column 'x': the cell is empty"),
        ("x,y\n1,2\n2,\n2,3\n", "row 3, column 'y': the cell is empty"),
        ("x,y\n1,2\nNaN,3\n2,3\n", "row 3, column 'x': the value is missing (NaN)"),
        ("x,y\n1,2\n2,nan\n2,3\n", "row 3, column 'y': the value is missing (NaN)"),
        ("x,y\n1,red\n2,nan\n2,blue\n", "row 3, column 'y': the value is missing (NaN)"),
        ("x,y\n1,2\n-inf,3\n2,3\n", "row 3, column 'x': -inf is too large; give finite numbers"),
        ("x,y\n1,2\n3,1e31\n2,3\n", "row 3, column 'y': 1e31 is too large"),
        ("x,y\n1,2\n3,1e999\n2,3\n", "row 3, column 'y': 1e999 is too large"),
        ("x,y\n1,2\n3\n2,3\n", "row 1 has 2 cells, row 3 has 1; give every row as many"),
        ("x,y\n1,2\n3,4,5\n2,3\n", "row 1 has 2 cells, row 3 has 3"),
        ("x,x,y\n1,2,3\n3,4,5\n", "several columns called 'x'"),
        ("x,y\n1,a\n2,a\n3,a\n", "points.csv, column 'y' has only the class 'a', so there is nothing to tell apart"),
        ("x,y\n1,5\n2,5\n3,5\n", "points.csv, column 'y' is 5 everywhere, so there is nothing to learn; put another"),
        ('x,y\n"1,234",2\n"2,500",3\n', "row 2, column 'x': 1,234 can be read in two ways; write 1234 or 1.234."),
        ("x,y\n" + "".join(f"{i},name{i}\n" for i in range(30)), "column 'y' has 30 different names; at most 10"),
        (",".join(f"c{i}" for i in range(101)) + "\n" + 2 * (",".join("1" * 101) + "\n"), "too many columns (101)"),
        ('x,y\n1,"' + "a" * 200_000, "is a quotation mark never closed?"),
        (f"x,y\n1,2\n{'z' * 90},3\n2,3\n", f"'{'z' * 39}…' is not a number"),
    ],
)
def test_mistakes_are_named(text: str, words: str) -> None:
    with pytest.raises(DataError) as error:
        read_table(text, "points.csv").data()
    message = str(error.value)
    assert words in message
    assert "\n" not in message and message.endswith((".", "?")) and len(message) < 200


def test_a_target_that_cannot_be_learnt_comes_with_a_way_out() -> None:
    rows = "".join(f"{i},name{i},7\n" for i in range(30))
    table = read_table("x,name,same\n" + rows, "points.csv")
    last = "; put another column last, which is predicted."
    for target, kind, words in (
        (None, None, f"column 'same' is 7 everywhere, so there is nothing to learn{last}"),
        ("same", None, "column 'same' is 7 everywhere, so there is nothing to learn; predict another column."),
        ("name", None, "at most 10 classes can be told apart: predict another column."),
        ("x", "classification", "at most 10 classes can be told apart: predict it as a value."),
    ):
        with pytest.raises(DataError) as error:
            table.data(target, ["x"] if target != "x" else ["same"], kind)  # type: ignore[arg-type]
        assert str(error.value).startswith("points.csv, ") and str(error.value).endswith(words)


def test_columns_there_are_not() -> None:
    table = read_table("x,y,t\n1,2,3\n4,5,6\n", "points.csv")
    for call in (lambda: table.data("z"), lambda: table.data("t", ("x", "z"))):
        with pytest.raises(DataError, match=r"points.csv has no column 'z'; its columns are x, y, t\."):
            call()
    for inputs in ((), ("x", "x"), ("x", "t")):
        with pytest.raises(DataError, match="The inputs cannot be"):
            table.data("t", inputs)
    wide = read_table((",".join(f"c{i}" for i in range(60)) + "\n") + 2 * (",".join("1" * 60) + "\n"))
    with pytest.raises(DataError, match=r"c19, …\."):
        wide.data("z")


def test_files_that_are_none(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path, Path("a\0b")):
        with pytest.raises(DataError, match=r"cannot be read \(.+\); give the name of a CSV file"):
            read_csv(path)
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
    with pytest.raises(DataError, match=r"picture.png is not a text file; save the table as CSV"):
        read_csv(picture)
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DataError, match=r"big.csv is too big \(64 MB\)"):
        read_csv(big)
    with pytest.raises(DataError, match=r"too many rows \(200,001\); give up to 200,000"):
        read_table("x,y\n" + "1,2\n" * (MAX_ROWS + 1))


# --- round trips and garbage ---

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
names = words.filter(lambda word: not word.lower().lstrip("+-").startswith(("nan", "inf")) and not _is_number(word))
numbers = st.floats(-MAX_SIZE, MAX_SIZE, allow_subnormal=True)


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word.replace(",", ".").replace("\N{MINUS SIGN}", "-")))
    except ValueError:
        return False


@st.composite
def own_data(draw: st.DrawFn) -> Data:
    """Data with any names and numbers: classes, or values that are not mistaken for classes."""
    inputs, rows = draw(st.integers(1, 4)), draw(st.integers(2, 8))
    header = draw(st.lists(names, min_size=inputs + 1, max_size=inputs + 1, unique=True))
    points = draw(st.lists(st.lists(numbers, min_size=inputs, max_size=inputs), min_size=rows, max_size=rows))
    if draw(st.booleans()):
        classes = tuple(sorted(draw(st.lists(names, min_size=2, max_size=min(rows, 4), unique=True))))
        targets = [float(i % len(classes)) for i in range(rows)]
    else:
        classes = ()
        targets = [0.5, *draw(st.lists(numbers, min_size=rows - 1, max_size=rows - 1))]
        targets[-1] = 0.25
    return Data(np.array(points), np.array(targets), tuple(header[:-1]), header[-1], classes)


@given(own_data(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_is_read_again(data: Data, encoding: str) -> None:
    again = read_bytes(write_csv(data).encode(encoding))
    assert (again.input_names, again.target_name, again.classes) == (data.input_names, data.target_name, data.classes)
    np.testing.assert_array_equal(again.inputs, data.inputs)
    np.testing.assert_array_equal(again.targets, data.targets)


@given(own_data(), st.sampled_from([(";", ","), ("\t", ","), (";", "."), ("\t", ".")]))
def test_other_dialects_are_read_again(data: Data, dialect: tuple[str, str]) -> None:
    delimiter, point = dialect
    rows = [[repr(value).replace(".", point) for value in row] for row in data.inputs.tolist()]
    lines = [f"{delimiter.join(row)}{delimiter}{'even' if i % 2 else 'odd'}" for i, row in enumerate(rows)]
    header = delimiter.join(f"input {i}" for i in range(data.inputs.shape[1])) + delimiter + "parity"
    again = read_table("\n".join([header, *lines])).data()
    np.testing.assert_array_equal(again.inputs, data.inputs)
    assert again.classes == ("even", "odd")


@pytest.mark.parametrize("key", DATASETS)
def test_data_sets_are_written_and_read_again(key: str) -> None:
    data = DATASETS[key].generate(noise=DATASETS[key].noise.default, seed=4)
    again = read_table(write_csv(data)).data()
    assert again.kind == data.kind
    np.testing.assert_array_equal(again.inputs, data.inputs)
    assert set(again.classes) == set(data.classes)
    if data.classes:  # Read from text they are in alphabetical order.
        again_names, data_names = np.array(again.classes), np.array(data.classes)
        np.testing.assert_array_equal(again_names[again.targets.astype(int)], data_names[data.targets.astype(int)])
    else:
        np.testing.assert_array_equal(again.targets, data.targets)


@settings(max_examples=300)
@given(
    st.one_of(st.binary(max_size=400), st.text('0123456789.,;\t\n\r"-+eEnaif x_\ufeff\0', max_size=120).map(str.encode))
)
@example(b"\xff\xfe\x00")
@example(b'"')
@example(b"sep=;\n")
@example(b",\n,\n,")
def test_garbage_is_data_or_a_sentence(content: bytes) -> None:
    with suppress(DataError):
        data = read_bytes(content)
        assert np.isfinite(data.inputs).all() and np.isfinite(data.targets).all()
