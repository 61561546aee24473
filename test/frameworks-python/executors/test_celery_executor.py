"""dagster-celery with two workers, whose processes take step after step. The broker is a folder: kombu's `filesystem://`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import BIN
from dagster import DagsterInstance
from everyone import Budget, charge_everyone_on
from figures import figure, timed
from on_executors import on_celery
from world import Sandbox

from keybrake import Keybrake

pytestmark = pytest.mark.framework("Dagster on Celery", "dagster-celery")
WORKERS = 2


@pytest.fixture
def celery(tmp_path: Path, instance: DagsterInstance) -> Iterator[dict[str, Any]]:
    """The executor's configuration, with which workers run already."""
    for folder in ("queue", "control", "results"):
        (tmp_path / folder).mkdir()
    queue = str(tmp_path / "queue")
    options = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(tmp_path / "control")}
    config = {
        "broker": "filesystem://",
        "backend": f"file://{tmp_path / 'results'}",
        "config_source": {"broker_transport_options": options},
    }
    (tmp_path / "celery.yaml").write_text(yaml.safe_dump({"execution": {"config": config}}))
    command = [str(BIN / "dagster-celery"), "worker", "start", "-A", "dagster_celery.app", "-y", "celery.yaml"]
    workers = [
        subprocess.Popen(
            [*command, "-n", f"worker-{number}", "--", "--concurrency=2"],
            cwd=tmp_path,
            env={**os.environ, "DAGSTER_HOME": str(tmp_path), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            stdout=(tmp_path / f"worker-{number}.log").open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        for number in range(WORKERS)
    ]
    yield config
    for worker in workers:
        os.killpg(worker.pid, signal.SIGTERM)
    for worker in workers:
        worker.wait(60)


def test_the_cap_holds_over_all_workers(
    celery: dict[str, Any],
    instance: DagsterInstance,
    sandbox: Sandbox,
    keybrake: Keybrake,
    customer: str,
    tmp_path: Path,
) -> None:
    """60 partitions in one run over two workers of two processes: the cap holds, no refusal is retried, every key ends"""
    budget = Budget(partitions=6, usd="100", fit=3)
    with timed() as took:
        ended = charge_everyone_on(on_celery, celery, budget, customer, instance, sandbox, keybrake)

    events = instance.all_logs(ended.run_id)
    at = {
        metadata["Celery worker"].value
        for event in events
        if event.dagster_event and (metadata := event.dagster_event.engine_event_data.metadata if event.dagster_event.is_engine_event else {}) and "Celery worker" in metadata
    }
    assert len(at) == WORKERS, at
    figure("Dagster on Celery, one run of 60 partitions over two workers", f"16 charges under 500 USD, {took[0]:.0f} s")
