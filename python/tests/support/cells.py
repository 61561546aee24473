"""The lines of docs/clients/matrix.md: what was run on which framework, with what result, by which job, and when.

A whole run (`KEYBRAKE_FULL=1`) writes them to a file, from which the page is made. `job` is `CI` for what every change runs,
`proof` for what only `npm run proof` runs; it is what the test's marker `job` says, or the environment's `KEYBRAKE_MATRIX_JOB`.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

WHOLE = os.environ.get("KEYBRAKE_FULL") == "1"
MATRIX = Path(__file__).resolve().parents[3] / "docs" / "clients" / "matrix-python.json"
RESULTS = {"passed": "passed", "failed": "failed", "skipped": "not run"}


class Framework(NamedTuple):
    """`name` as people say it, `package` as it is installed."""

    name: str
    package: str


def noting(framework_of: Callable[[pytest.Item], Framework | None]) -> Callable[..., Iterator[None]]:
    """A folder's hook `pytest_runtest_makereport`: each of its tests becomes a line."""

    @pytest.hookimpl(hookwrapper=True)
    def makereport(item: pytest.Item) -> Iterator[None]:
        outcome: Any = yield
        report: pytest.TestReport = outcome.get_result()
        framework = framework_of(item)
        if WHOLE and framework is not None:
            note(item, report, framework)

    return makereport


def note(item: pytest.Item, report: pytest.TestReport, framework: Framework) -> None:
    """Writes the line of a test that has ended. Each part of its set-up and end is reported too; only its faults count."""
    if report.when != "call" and report.passed:
        return
    words = item.obj.__doc__ if isinstance(item, pytest.Function) else None
    ran = (words or item.name.removeprefix("test_").replace("_", " ")).strip().rstrip(".")
    if words and (case := getattr(item, "callspec", None)):
        ran += f" [{case.id}]"
    if report.skipped and isinstance(report.longrepr, tuple):
        ran += f" ({report.longrepr[2].removeprefix('Skipped: ').partition(':')[0]})"
    place = {"framework": framework.name, "version": metadata.version(framework.package), "ran": ran}
    told = item.get_closest_marker("job")
    job = told.args[0] if told else os.environ.get("KEYBRAKE_MATRIX_JOB", "CI")
    today = datetime.now(timezone.utc).date().isoformat()
    cell = {**place, "result": RESULTS[report.outcome], "job": job, "date": today}
    _save([*(one for one in _cells() if (one["framework"], one["ran"]) != (framework.name, ran)), cell])


def forget(frameworks: Collection[str]) -> None:
    """What earlier runs said of these no longer counts: their tests may have other names now."""
    if WHOLE:
        _save([one for one in _cells() if one["framework"] not in frameworks])


def _cells() -> list[dict[str, Any]]:
    return json.loads(MATRIX.read_text()) if MATRIX.exists() else []


def _save(cells: list[dict[str, Any]]) -> None:
    ordered = sorted(cells, key=lambda cell: (cell["framework"].lower(), cell["ran"]))
    MATRIX.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")
