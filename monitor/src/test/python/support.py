"""Finds the sampler: the product's, or the changed copy in the folder that VIGIL_DIR names (see mutate.py)."""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SAMPLER_DIR = HERE.parents[1] / "main/resources/dev/vigil/monitor/probing"

sys.path.insert(0, os.environ.get("VIGIL_DIR", str(SAMPLER_DIR)))
