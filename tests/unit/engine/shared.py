"""The folder of published cases and instances, when the tests are given one."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / os.environ.get("NYTTA_SHARED", "none") / "data"
