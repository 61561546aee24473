"""Dagster's own commands, on an instance in a folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance

BIN = Path(sys.executable).parent
DEFINITIONS = ("-f", str(Path(__file__).resolve().parent / "backfilled.py"))


@contextmanager
def configured(home: Path, text: str) -> Iterator[DagsterInstance]:
    """The instance of `home`, set up by the text of its `dagster.yaml`."""
    (home / "dagster.yaml").write_text(text)
    with DagsterInstance.from_config(str(home)) as instance:
        yield instance


def dagster(*arguments: str, home: Path, **env: str) -> None:
    """Runs `dagster …` to its end. Raises `AssertionError` with what it printed where it fails."""
    ended = subprocess.run(
        [str(BIN / "dagster"), *arguments, *DEFINITIONS],
        env={**os.environ, "DAGSTER_HOME": str(home), **env},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@contextmanager
def running_daemon(home: Path) -> Iterator[None]:
    """`dagster-daemon run`, which launches queued runs and retries failed ones."""
    daemon = subprocess.Popen(
        [str(BIN / "dagster-daemon"), "run", *DEFINITIONS],
        env={**os.environ, "DAGSTER_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        daemon.terminate()
        daemon.wait(30)
