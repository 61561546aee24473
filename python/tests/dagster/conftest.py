"""A Dagster instance of its own for each test, in front of the one product."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cells import Framework, noting
from dagster import DagsterInstance
from world import ADMIN_KEY, Product

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
MODULES = (str(HERE), str(REPOSITORY / "examples" / "dagster-billing"))
sys.path.extend(MODULES)

# The daemon needs a minute to start, launch a run and retry it.
collect_ignore = [] if os.environ.get("KEYBRAKE_FULL") == "1" else ["test_daemon.py"]


pytest_runtest_makereport = noting(lambda item: Framework("Dagster", "dagster"))


@pytest.fixture(autouse=True)
def environment(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator sets for Dagster's processes. Step processes import the same modules and inherit it."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(MODULES))
    monkeypatch.setenv("KEYBRAKE_URL", product.url)
    monkeypatch.setenv("KEYBRAKE_API_KEY", ADMIN_KEY)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    with DagsterInstance.local_temp(str(tmp_path)) as temporary:
        yield temporary
