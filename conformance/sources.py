"""The source distributions of installed packages, fetched once."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

KEPT = Path(__file__).parent.parent / "build/conformance"


def source_of(name: str) -> Path:
    """Return the directory with the source of the installed version of a distribution."""
    wanted = f"{name}=={version(name)}"
    unpacked = KEPT / wanted
    if not unpacked.exists():
        archive = _fetched(name, wanted)
        with tarfile.open(archive) as tar:
            if hasattr(tarfile, "data_filter"):  # not before Python 3.11.4
                tar.extraction_filter = tarfile.data_filter
            tar.extractall(KEPT / f"{wanted}.part")
        (KEPT / f"{wanted}.part").rename(unpacked)
    [root] = [each for each in unpacked.iterdir() if each.is_dir()]
    return root


def _fetched(name: str, wanted: str) -> Path:
    place = KEPT / "archives" / wanted
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
    subprocess.run([*pip, "--no-binary", name, "--dest", place, wanted], check=True)
    [archive] = place.glob("*.tar.gz")
    return archive
