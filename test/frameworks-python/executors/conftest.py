"""A Dagster instance in a folder, which the processes of workers and pods open too."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
MODULES = [HERE, REPOSITORY / "python" / "tests" / "dagster", REPOSITORY / "examples" / "dagster-billing"]
sys.path.extend(map(str, MODULES))

from commands import configured  # noqa: E402
from dagster import DagsterInstance  # noqa: E402
from world import ADMIN_KEY, Product  # noqa: E402


@pytest.fixture(autouse=True)
def environment(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator sets for Dagster's processes."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, MODULES)))
    monkeypatch.setenv("KEYBRAKE_URL", product.url)
    monkeypatch.setenv("KEYBRAKE_API_KEY", ADMIN_KEY)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    with configured(tmp_path, "telemetry: {enabled: false}\n") as instance:
        yield instance
