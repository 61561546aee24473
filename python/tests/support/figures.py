"""The figures that a whole run leaves for `npm run proof`, which names the file by environment."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def figure(what: str, value: str) -> None:
    """One line of Markdown for the list of figures."""
    if file := os.environ.get("KEYBRAKE_PROOF_FIGURES"):
        with Path(file).open("a") as figures:
            figures.write(f"- {what}: **{value}**\n")


@contextmanager
def timed() -> Iterator[list[float]]:
    """Puts the seconds that the block took into the list it gives."""
    took: list[float] = []
    began = time.monotonic()
    yield took
    took.append(time.monotonic() - began)
