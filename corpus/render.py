"""Print the corpus: ``python corpus/render.py OUT [--only IDS] [--forms FORMS]``.

Without ``--forms`` each agreement is printed once, in a form chosen by its id, into folders as an office keeps them
(OUT/已签/房屋租赁/….docx). With it, every agreement is printed in every form asked for: OUT/<form>/<id>.<suffix>.
Equal input gives equal files.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from corpus.printed import Agreement, load  # noqa: E402

FORMS = ("docx-typed", "docx-auto", "pdf", "pdf-other", "txt", "html", "scan")
SUFFIX = {"docx-typed": "docx", "docx-auto": "docx", "pdf-other": "pdf", "scan": "pdf"}
SHARES = {"docx-typed": 8, "docx-auto": 8, "pdf": 8, "pdf-other": 3, "txt": 3, "html": 2}  # of 32 agreements
MIX = [form for form, share in SHARES.items() for _ in range(share)]
FOLDERS = {"filled": "已签", "partial": "办理中", "blank": "范本"}


def agreements(only: Iterable[str] = ()) -> list[Agreement]:
    """All agreements, tuned and held-out alike, in order of id. `only`: ids or their numbers (``01``)."""
    wanted = set(only)
    found = sorted((load(path) for path in HERE.glob("*/*.gold")), key=lambda a: a.id)
    return [a for a in found if not wanted or a.id in wanted or a.id.split("-")[0] in wanted]


def printers() -> dict[str, Callable[[Agreement], bytes]]:
    """Form → what prints one agreement. ``pdf-other`` is not here: its engine prints a whole batch."""
    from corpus import render_docx, render_html, render_pdf, render_scan, render_txt

    return {
        "docx-typed": render_docx.typed,
        "docx-auto": render_docx.automatic,
        "pdf": render_pdf.render,
        "txt": render_txt.render,
        "html": render_html.render,
        "scan": render_scan.render,
    }


def render(jobs: Iterable[tuple[Agreement, str, Path]]) -> list[Path]:
    """Print each agreement in its form to its path. Returns the files written; what cannot be printed here is named on stderr."""
    from corpus import render_pdf_other, render_scan

    written, batch = [], []
    table = functools.cache(printers)()
    for agreement, form, path in jobs:
        path.parent.mkdir(parents=True, exist_ok=True)
        if form == "pdf-other":
            batch.append((agreement, path))
            continue
        try:
            path.write_bytes(table[form](agreement))
        except render_scan.NoFont as missing:
            print(f"{path.name} not printed: {missing}", file=sys.stderr)
            continue
        written.append(path)
    if batch:
        try:
            written += render_pdf_other.render(batch)
        except render_pdf_other.NoEngine as missing:
            print(f"pdf-other: {len(batch)} files not printed: {missing}", file=sys.stderr)
    return written


def mixed(found: list[Agreement], out: Path) -> list[tuple[Agreement, str, Path]]:
    """One form per agreement, in an office's folders; where no second PDF engine is installed, all PDFs come from the first."""
    from corpus import render_pdf_other

    jobs = []
    for agreement in found:
        form = MIX[agreement.pick("printed as", len(MIX))]
        if form == "pdf-other" and not render_pdf_other.engine():
            form = "pdf"
        folder = out / FOLDERS[agreement.status] / agreement.genre.replace("/", "、")
        jobs.append((agreement, form, folder / _name(agreement, form)))
    return jobs


def every(found: list[Agreement], forms: Iterable[str], out: Path) -> list[tuple[Agreement, str, Path]]:
    """Each agreement in each of the forms."""
    return [(agreement, form, out / form / _name(agreement, form)) for form in forms for agreement in found]


def _name(agreement: Agreement, form: str) -> str:
    return f"{agreement.id}.{SUFFIX.get(form, form)}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="ids or their numbers, comma-separated")
    parser.add_argument("--forms", default="", help=f"comma-separated: {', '.join(FORMS)}")
    given = parser.parse_args(arguments)
    forms = [form for form in given.forms.split(",") if form]
    if unknown := set(forms) - set(FORMS):
        parser.error(f"unknown forms {', '.join(sorted(unknown))}; known: {', '.join(FORMS)}")
    found = agreements(name for name in given.only.split(",") if name)
    written = render(every(found, forms, given.out) if forms else mixed(found, given.out))
    print(f"{len(written)} files in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
