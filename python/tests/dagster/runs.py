"""Starts Dagster runs and reads what they left in the instance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    JobDefinition,
    ReexecutionOptions,
    execute_job,
    reconstructable,
)

IN_PROCESS = {"in_process": {}}
# The default executor, a process for every step. The steps fork from a server that has imported the program already, so that
# many of them take seconds; `SPAWN` is the default to the letter.
MULTIPROCESS = {
    "multiprocess": {"max_concurrent": 4, "start_method": {"forkserver": {"preload_modules": ["jobs"]}}},
}
SPAWN = {"multiprocess": {"max_concurrent": 4}}


@dataclass
class Run:
    """What one finished run recorded."""

    dagster_run: DagsterRun
    failures: dict[str, Any]
    """The failure data by the key of the step that failed for good."""
    retries: int
    processes: int
    """How many step processes the executor started; 0 in process."""
    materialized: list[Any]
    """The materialization events, in order."""
    handled: list[Any]
    """The output events of steps, in order."""

    @property
    def run_id(self) -> str:
        return self.dagster_run.run_id

    @property
    def succeeded(self) -> bool:
        return self.dagster_run.status == DagsterRunStatus.SUCCESS

    def failure_metadata(self, step_key: str) -> dict[str, Any]:
        """What the failed step said why, by name; empty where it was no `Failure`."""
        data = self.failures[step_key].user_failure_data
        return {} if data is None else {name: value.value for name, value in data.metadata.items()}


def run(
    instance: DagsterInstance,
    job: Callable[[], JobDefinition] | JobDefinition,
    executor: dict[str, Any] | None = None,
    tags: dict[str, str] | None = None,
    parent: Run | None = None,
    **keybrake: Any,
) -> Run:
    """One run of `job`, a module-level name of `jobs`. `keybrake` is the resource's configuration in the run's config."""
    config: dict[str, Any] = {"resources": {"keybrake": {"config": keybrake}}} if keybrake else {}
    if executor is not None:
        config["execution"] = {"config": executor}
    again = None if parent is None else ReexecutionOptions(parent_run_id=parent.run_id)
    # Not as a context manager: that would set the resources up once more.
    result = execute_job(
        reconstructable(job),
        instance=instance,
        run_config=config,
        tags=tags,
        raise_on_error=False,
        reexecution_options=again,
    )
    return run_of(instance, result.run_id)


def run_of(instance: DagsterInstance, run_id: str) -> Run:
    """What a run recorded, whoever started it."""
    finished = instance.get_run_by_id(run_id)
    assert finished is not None
    events = [entry.dagster_event for entry in instance.all_logs(run_id) if entry.dagster_event]

    def of(kind: DagsterEventType) -> list[Any]:
        return [event for event in events if event.event_type == kind]

    return Run(
        dagster_run=finished,
        failures={event.step_key: event.step_failure_data for event in of(DagsterEventType.STEP_FAILURE)},
        retries=len(of(DagsterEventType.STEP_UP_FOR_RETRY)),
        processes=len(of(DagsterEventType.STEP_WORKER_STARTED)),
        materialized=of(DagsterEventType.ASSET_MATERIALIZATION),
        handled=of(DagsterEventType.STEP_OUTPUT),
    )
