"""The notebooks run from top to bottom on what is in the repository, and what they show is kept in them."""

import os
import re
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="pip install -r requirements-dev.lock")
for needed in ("nbclient", "ipykernel", "matplotlib", "networkx"):
    pytest.importorskip(needed, reason="pip install -r requirements-dev.lock")

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
sys.path.insert(0, str(ROOT / "notebooks"))

import refresh  # noqa: E402

PLACES = re.compile(r"(?<![\w.:/])/(?:home|tmp|root|usr|work|Users|private)/\S+|[A-Z]:\\\\")


def said(notebook) -> str:
    """All text that the cells gave."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "\n".join(o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs)


def shape(notebook) -> list[list[str]]:
    """What kinds of output each code cell has."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [[kind for o in cell.outputs for kind in sorted(o.get("data", {"text": ""}))] for cell in cells]


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["1-quick-start", "2-an-archive-analysed", "3-writing-a-rule"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_shows_what_is_kept_in_it(path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    now, kept = refresh.executed(path), nbformat.read(path, as_version=4)
    assert shape(now) == shape(kept), f"python notebooks/refresh.py {path.stem}"
    assert "Warning" not in said(now), said(now)  # a character without a glyph is one


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_is_small_whole_and_names_no_place(path):
    raw = path.read_text(encoding="utf-8")
    assert len(raw.encode()) < 600_000
    notebook = nbformat.reads(raw, as_version=4)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    assert not [o for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "error"]
    assert not PLACES.findall(said(notebook))
