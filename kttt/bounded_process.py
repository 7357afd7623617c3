"""A hostile or broken file is opened in a process of its own, with an end to its time and memory.

Knows neither Django nor a model. What such a process finds it says line by line, so what came before its end counts.
"""

import json
import logging
import resource
import subprocess
import sys
import warnings
from pathlib import Path

MEMORY = 1024**3


def run(module: str, *arguments: str, data: bytes, seconds: int) -> tuple[list[dict], bool]:
    """Runs `python -m MODULE ARGUMENTS…` on `data`: what it said, and whether it came to its own end.

    Takes at most `seconds` and MEMORY; never raises for what the process does.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module, str(seconds), *arguments],
            input=data, capture_output=True, timeout=seconds, check=False, cwd=Path(__file__).resolve().parents[1],
        )  # fmt: skip
        written, ended = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as error:
        written, ended = error.stdout or b"", False
    return [json.loads(line) for line in written.split(b"\n")[:-1]], ended


def begin() -> tuple[bytes, list[str]]:
    """In the process itself: sets its limits; gives (data, arguments)."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    logging.disable()
    return sys.stdin.buffer.read(), sys.argv[2:]


def say(**said):
    """In the process itself: one finding, at once."""
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()
