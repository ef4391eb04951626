"""The test suite itself notices what Qt would only print: a bad painter, an error while painting, a late complaint."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BAD_TESTS = """
import warnings

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class Broken(QWidget):
    def paintEvent(self, event):
        raise ValueError("painted badly")




def test_bad_painter(qapp):
    QPainter(QPixmap())


def test_error_while_painting(qtbot):
    widget = Broken()
    qtbot.addWidget(widget)
    widget.grab()


def test_error_in_a_slot(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _: qWarning("closed badly"))
    return window


def test_complaint_while_closing(window):
    window.show()


def test_warning():
    warnings.warn("deprecated", DeprecationWarning)


def test_good(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    widget.resize(300, 200)
"""


def test_what_qt_only_prints_fails_a_test(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *", encoding="utf-8")
    (tmp_path / "test_bad.py").write_text(BAD_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-rA"]
    result = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path)
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) \S+::test_(\w+)", result.stdout, re.MULTILINE)
    assert set(outcomes) == {
        ("FAILED", "bad_painter"),
        ("FAILED", "error_while_painting"),
        ("FAILED", "error_in_a_slot"),
        ("FAILED", "warning"),
        ("PASSED", "complaint_while_closing"),
        ("ERROR", "complaint_while_closing"),
        ("PASSED", "good"),
    }
