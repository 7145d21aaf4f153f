"""What the demo site says that its stories and the cards of its tour send."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from .demo import MANAGE, ROOT, SETTINGS, environment


@lru_cache
def declared() -> dict[str, Any]:
    """Return ``lab``, a list of stories, and ``tour``, what each card's requests send."""
    asked = subprocess.run(
        [sys.executable, *MANAGE, "stories"],
        cwd=ROOT,
        env=environment(Path("never-used"), SETTINGS),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(asked.stdout)
