"""dagster-celery with two workers, whose processes take step after step. The broker is a folder: kombu's `filesystem://`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import BIN
from dagster import DagsterInstance
from everyone import Budget, charge_everyone_on
from figures import figure, timed
from on_executors import on_celery
from processes import start
from world import Sandbox

from keybrake import Keybrake

pytestmark = pytest.mark.framework("Dagster on Celery", "dagster-celery")
WORKERS = ("worker_a", "worker_b")


@pytest.fixture
def celery(tmp_path: Path, instance: DagsterInstance) -> Iterator[dict[str, Any]]:
    """The executor's configuration, with workers that run already."""
    for folder in ("queue", "control", "results"):
        (tmp_path / folder).mkdir()
    queue = str(tmp_path / "queue")
    options = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(tmp_path / "control")}
    broker, backend = "filesystem://", f"file://{tmp_path / 'results'}"
    # Where dagster-celery's workers look for what the executor is told by its configuration.
    settings = f"broker_url = {broker!r}\nresult_backend = {backend!r}\nbroker_transport_options = {options!r}\n"
    (tmp_path / "dagster_celery_config.py").write_text(settings)

    environment = {name: os.environ[name] for name in ("KEYBRAKE_URL", "KEYBRAKE_API_KEY")}
    path = f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}"
    command = [str(BIN / "celery"), "-A", "dagster_celery.app", "worker", "--prefetch-multiplier=1", "--concurrency=2"]
    workers = [
        start(
            [*command, "--loglevel=INFO", "-n", f"{name}@%h"],
            {**environment, "PYTHONPATH": path, "DAGSTER_HOME": str(tmp_path)},
            ready=rf"({name}@\S+) ready",
        )
        for name in WORKERS
    ]
    yield {"broker": broker, "backend": backend, "config_source": {"broker_transport_options": options}}
    for worker in workers:
        worker.stop()


def test_the_cap_holds_over_all_workers(
    celery: dict[str, Any],
    instance: DagsterInstance,
    sandbox: Sandbox,
    keybrake: Keybrake,
    customer: str,
) -> None:
    """60 partitions in one run over two workers of two processes: the cap holds, no refusal is retried, every key ends"""
    budget = Budget(partitions=60, usd="500", fit=16)
    with timed() as took:
        ended = charge_everyone_on(on_celery, celery, budget, customer, instance, sandbox, keybrake)

    assert workers_of(instance, ended.run_id) == set(WORKERS)
    figure("Dagster on Celery, one run of 60 partitions over two workers", f"16 charges under 500 USD, {took[0]:.0f} s")


def workers_of(instance: DagsterInstance, run_id: str) -> set[str]:
    """Who executed a step of the run."""
    events = [entry.dagster_event for entry in instance.all_logs(run_id) if entry.dagster_event]
    said = [event.engine_event_data.metadata for event in events if event.is_engine_event]
    return {str(one["Celery worker"].value).partition("@")[0] for one in said if "Celery worker" in one}
