"""What is installed: the wheel holds the patterns and the schema, and every dependency is pinned."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.lower().replace("_", "-").split("==") for line in lines if line and not line.startswith(("#", "-r")))


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", r).group().lower().replace("_", "-") for r in requirements}


def test_every_dependency_is_pinned():
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert names(PROJECT["dependencies"]) <= set(run)
    assert names(PROJECT["optional-dependencies"]["dev"]) <= set(run) | set(dev)
    assert not set(run) & set(dev)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_the_locks_name_no_registry(name):
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_wheel_holds_patterns_and_schema_and_works(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("agreement_extractor-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    patterns = {f"extractor/{f.relative_to(ROOT).as_posix()}" for f in (ROOT / "patterns").rglob("*.toml")}
    assert patterns and patterns <= held and "extractor/record.schema.json" in held
    assert not [name for name in held if name.startswith(("tests/", "corpus/"))]
    code = "import extractor, sys; from extractor import cli\n"
    code += "assert sys.argv[1] in extractor.__file__; sys.exit(cli.main(['fields']))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=tmp_path / "site", capture_output=True, text=True)
    assert done.returncode == 0 and "合同台账" in done.stdout, done.stderr
