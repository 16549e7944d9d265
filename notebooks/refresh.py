"""Run the notebooks and keep their output in them: ``python notebooks/refresh.py [NAMES]`` (the extra ``[notebooks]``).

Pictures are cut down to 128 colours, so that the files stay small; times, counters and whatever else changes from run to run are left out.
"""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

HERE = Path(__file__).resolve().parent
PATIENCE = 300  # seconds for one cell: the machine may be busy


def executed(path: Path) -> nbformat.NotebookNode:
    """The notebook with the output of a fresh kernel. Raises `nbclient.exceptions.CellExecutionError` with what a cell said."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = small(output.data["image/png"])
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def small(png: str) -> str:
    """A base64 PNG with at most 128 colours."""
    out = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def main(names: list[str]) -> int:
    for path in sorted(HERE.glob("*.ipynb")):
        if not names or path.stem in names:
            nbformat.write(executed(path), path)
            print(f"{path.name}: {path.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
