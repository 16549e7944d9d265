"""Data flows one way: which rooms may import which."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "extractor"
ORDER = ["limits", "remote", "text", "fold", "model", "packs", "cues", "values", "sentences", "read", "containers", "cleaning", "clean", "outline", "annotate", "confidence", "places", "status", "deadlines", "checks", "signs", "checklists", "settle", "pipeline"]
HEAVY = {"pandas", "spacy", "xlsxwriter", "pyarrow", "dask", "duckdb", "matplotlib"}


def rooms():
    for file in sorted(ROOT.rglob("*.py")):
        room = file.relative_to(ROOT).with_suffix("").parts[0]
        if room in ORDER:
            yield pytest.param(file, room, id=str(file.relative_to(ROOT)))


@pytest.mark.parametrize(("file", "room"), list(rooms()))
def test_no_step_imports_a_later_one(file, room):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "extractor":
            names = [f"extractor.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            assert parts[0] not in HEAVY, f"{file.name} imports {parts[0]}: it belongs to tables and exports"
            if parts[0] == "extractor" and len(parts) > 1 and parts[1] in ORDER:
                assert ORDER.index(parts[1]) <= ORDER.index(room), f"{room} imports the later step {parts[1]}"
