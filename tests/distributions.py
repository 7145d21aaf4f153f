"""What is in the distributions: ``python -m tests.distributions dist``, as ``make dist`` does.

The sdist holds the whole repository, so that its tests can be run; the wheel the package alone.
The wheel is then installed with what it asks for, nothing else, and used (``installed.py``).
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
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


def use_wheel(dist: Path) -> None:
    """Install the wheel in an environment of its own, and use it there."""
    [wheel] = dist.glob("*.whl")
    with tempfile.TemporaryDirectory() as place:
        venv.create(place, with_pip=True)
        python = Path(place) / "bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
        program = Path(__file__).with_name("installed.py")
        subprocess.run([python, "-I", "-W", "error", program], check=True)


def main(dist: Path) -> None:
    """Compare both with the files that git knows, say what is missing or too much; try one."""
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
        print(f"The {what} has what it should: {len(held)} files", flush=True)
    use_wheel(dist)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
