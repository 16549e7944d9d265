"""What outputs of many records cost: ``python tests/benchmarks/outputs.py [--records 100000] [--formats csv,xlsx,…]``.

The records of the corpus again and again, each under another file name, go through the same writers as a run's. Each output is
written by a process of its own; printed are seconds of CPU, rows, sizes, and the memory in use after a tenth of the records and at the
end, which tells whether it grows (Linux).
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT), str(Path(__file__).parent)]

from measured import machine, measured, memory, table  # noqa: E402

from corpus import many  # noqa: E402
from extractor import export, packs, pipeline  # noqa: E402
from extractor import table as tables  # noqa: E402
from extractor.catalogue import catalogue  # noqa: E402

FORMATS = ("jsonl", "csv", "parquet", "dataset", "sqlite", "duckdb", "xlsx")
_DIFFERENT = 40  # agreements


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--write", metavar="FILE", type=Path, help="write one output in this process and print what it took, as JSON")
    given = parser.parse_args()
    if given.write:
        print(json.dumps(write(given.write, given.records)))
        return 0
    print(machine(), flush=True)
    rows = [("output", "CPU s", "records/s", "rows", "MB on disk", "MB in use at a tenth", "at the end", "peak")]
    for form in given.formats.split(","):
        with tempfile.TemporaryDirectory(prefix="extractor-benchmark-") as folder:
            file = Path(folder) / f"ledger.{form}"
            cost = measured([sys.executable, __file__, "--records", str(given.records), "--write", str(file)])
            *said, line = cost.out.splitlines()
            done = json.loads(line)
            size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) / 2**20
            print(*said, sep="\n")
        memory = [f"{done[when]:.0f}" for when in ("tenth", "end", "peak")]
        figures = f"{done['seconds']:.0f}", f"{given.records / done['seconds']:.0f}", f"{done['rows']:,}", f"{size:.0f}"
        rows.append((form, *figures, *memory))
    print(f"\n{given.records:,} records\n\n{table(rows)}")
    return 0


def write(path: Path, count: int) -> dict:
    """Write `count` records to `path`; memory in MB."""
    pack = packs.load()
    with tempfile.TemporaryDirectory() as folder:
        files = many.archive(_DIFFERENT, Path(folder), ["txt"])
        records = [pipeline.extract(file, pack)[0].to_dict() for file in files]
    writer = export.writer(path, catalogue(pack), "zh", export.About("0", pack.digest, "2025-01-01T00:00:00+00:00"))
    told, began = Counter(), time.process_time()
    for number, record in enumerate(itertools.islice(itertools.cycle(records), count)):
        named = record | {"document": record["document"] | {"source": f"归档/{number // 100:04}/{number:06}.docx"}}
        rows = tables.rows(named)
        told["rows"] += sum(map(len, rows.values()))
        writer.write(named, rows)
        if number == count // 10:
            told["tenth"] = memory("self", "VmRSS")
    told["end"] = memory("self", "VmRSS")
    writer.close()
    return told | {"seconds": time.process_time() - began, "peak": memory("self", "VmHWM")}


if __name__ == "__main__":
    sys.exit(main())
