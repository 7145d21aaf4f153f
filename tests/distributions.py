"""What is in the distributions: ``python -m tests.distributions dist``, as ``make dist`` does.

The sdist holds the whole repository, so that its tests can be run; the wheel the package alone.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

LEFT_OUT = (".ci/", ".gitignore")


def in_sdist(dist: Path) -> set[str]:
    """Return the files of the sdist, as the repository calls them."""
    [archive] = dist.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = [PurePosixPath(each.name) for each in tar.getmembers() if not each.isdir()]
    return {PurePosixPath(*name.parts[1:]).as_posix() for name in names} - {
        "PKG-INFO",
        ".gitignore",
    }


def in_wheel(dist: Path) -> set[str]:
    """Return the files of the wheel, without what describes it."""
    [archive] = dist.glob("*.whl")
    with zipfile.ZipFile(archive) as wheel:
        return {name for name in wheel.namelist() if ".dist-info/" not in name}


def main(dist: Path) -> None:
    """Compare both with the files that git knows; say what is missing or too much."""
    listed = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True)
    known = {each for each in listed.stdout.splitlines() if not each.startswith(LEFT_OUT)}
    package = {each for each in known if each.startswith("signals_panel/")}
    for held, wanted, what in (
        (in_sdist(dist), known, "sdist"),
        (in_wheel(dist), package, "wheel"),
    ):
        if held != wanted:
            sys.exit(
                f"The {what}: {sorted(wanted - held)} missing, {sorted(held - wanted)} besides"
            )
        print(f"The {what} has what it should: {len(held)} files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
