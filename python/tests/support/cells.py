"""The lines of docs/clients/matrix.md that a whole run (`KEYBRAKE_FULL=1`) writes: framework, version, what was run, result."""

import json
import os
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

MATRIX = Path(__file__).resolve().parents[3] / "docs" / "clients" / "matrix-python.json"


class Framework(NamedTuple):
    """`name` as people say it, `package` as it is installed."""

    name: str
    package: str


def noting(framework_of: Callable[[pytest.Item], Framework]) -> Callable[..., Iterator[None]]:
    """A folder's hook `pytest_runtest_makereport`: each of its tests becomes a line."""

    @pytest.hookimpl(hookwrapper=True)
    def makereport(item: pytest.Item) -> Iterator[None]:
        outcome: Any = yield
        report = outcome.get_result()
        if os.environ.get("KEYBRAKE_FULL") != "1" or (report.when != "call" and report.passed):
            return
        name, package = framework_of(item)
        words = item.name.removeprefix("test_").replace("_", " ")
        _put({"framework": name, "version": metadata.version(package), "ran": words, "result": report.outcome})

    return makereport


def _put(cell: dict[str, str]) -> None:
    kept = [one for one in json.loads(MATRIX.read_text()) if (one["framework"], one["ran"]) != _place(cell)]
    ordered = sorted([*kept, cell], key=lambda one: (one["framework"].lower(), one["ran"]))
    MATRIX.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")


def _place(cell: dict[str, str]) -> tuple[str, str]:
    return cell["framework"], cell["ran"]
