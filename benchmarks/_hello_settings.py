"""The site as it is, with one more address to measure it by."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks._hello_urls"
STATIC_ROOT = Path(os.environ["BENCHMARK_STATIC_ROOT"])
