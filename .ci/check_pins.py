"""Each pin of `constraints.txt` can be installed by the first release of each Python that its marker names.

A pin may need Python 3.11.5 where Debian 12 has 3.11.2. pip is asked what it would install on each Python; it
reads what the releases say of themselves, and installs and builds nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PINS = Path(__file__).parents[1] / "constraints.txt"
PYTHONS = ("3.10.0", "3.11.0", "3.12.0", "3.13.0")
_OPTIONS = ("--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--only-binary=:all:")
# Pure Python that comes as source alone; only tests of servers and the image need it.
_SOURCES = frozenset(("crontab", "pyftpdlib"))
_MISSING = re.compile(r"No matching distribution found for (\S+)")


def pins(python: str) -> list[str]:
    """Return the pins whose marker holds for this Python, each as `name==version`."""
    environment = {"python_version": python.rpartition(".")[0], "python_full_version": python}
    lines = (line.partition("#")[0].strip() for line in PINS.read_text(encoding="utf-8").splitlines())
    found = [Requirement(line) for line in lines if line]
    return [
        f"{pin.name}{pin.specifier}"
        for pin in found
        if pin.name not in _SOURCES and (not pin.marker or pin.marker.evaluate(environment))
    ]


def refused(python: str) -> Iterator[str]:
    """Give a sentence for each pin that this Python cannot install; raises SystemExit where pip fails."""
    left = pins(python)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # What a release needs is looked at below: pip would hold it against the Python that it runs on.
        target = ("--ignore-requires-python", "--python-version", python, "--target", folder)
        while True:
            command = [
                sys.executable,
                "-m",
                "pip",
                "install",
                *_OPTIONS,
                *target,
                "--report",
                str(report),
                *left,
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - pip
            if done.returncode == 0:
                break
            missing = _MISSING.search(done.stderr)
            if missing is None or missing[1] not in left:
                raise SystemExit(done.stderr)
            left.remove(missing[1])
            yield f"{missing[1]}: there is no wheel for Python {python}"
        planned = json.loads(report.read_text(encoding="utf-8"))["install"]
    if len(planned) != len(left):
        message = f"pip planned {len(planned)} of {len(left)} pins for Python {python}"
        raise SystemExit(message)
    for release in (one["metadata"] for one in planned):
        needed = release.get("requires_python", "")
        if not SpecifierSet(needed).contains(python):
            yield f"{release['name']}=={release['version']}: needs Python {needed}, is marked for {python}"


def main() -> int:
    """Print what is wrong, and return the exit code."""
    wrong = [sentence for python in PYTHONS for sentence in refused(python)]
    print("\n".join(wrong) or f"every pin admits the Python that it is marked for: {', '.join(PYTHONS)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
