"""Starts Dagster runs and reads what they left in the instance."""

from dataclasses import dataclass

from dagster import DagsterEventType, DagsterInstance, DagsterRunStatus, execute_job, reconstructable

import dagster_jobs

IN_PROCESS = {"in_process": {}}
# What a job without an executor of its own gets: a process for every step. The steps fork from a server that has
# imported the program already, so that 200 of them take seconds; `SPAWN` is Dagster's default to the letter.
MULTIPROCESS = {
    "multiprocess": {
        "max_concurrent": 4,
        "start_method": {"forkserver": {"preload_modules": ["dagster_jobs"]}},
    }
}
SPAWN = {"multiprocess": {"max_concurrent": 4}}


@dataclass
class Run:
    """What one finished run recorded."""

    run_id: str
    succeeded: bool
    materialized: set[str]
    """Partition keys with a materialization."""
    failures: dict[str, str]
    """The whole error, causes and traceback included, by the key of the step that failed for good."""
    retries: int
    processes: int
    """How many step processes the executor started; 0 in process."""

    @property
    def label(self) -> str:
        return f"dagster/{self.run_id}"


def run_everyone(instance: DagsterInstance, budget_usd: float, executor: dict) -> Run:
    """One run over every dynamic partition, a step each."""
    return _run(instance, reconstructable(dagster_jobs.charge_everyone), budget_usd, executor, {})


def run_partition(instance: DagsterInstance, partition: str, budget_usd: float, executor: dict) -> Run:
    """One run of the asset for one partition, as a backfill starts it for each."""
    tags = {"dagster/partition": partition}
    return _run(instance, reconstructable(dagster_jobs.charge_customers), budget_usd, executor, tags)


def _run(instance, job, budget_usd: float, executor: dict, tags: dict[str, str]) -> Run:
    config = {"resources": {"keybrake": {"config": {"budget_usd": budget_usd}}}, "execution": {"config": executor}}
    # Not as a context manager: that would set the resources up once more, and so issue a key no step uses.
    run_id = execute_job(job, instance=instance, run_config=config, tags=tags, raise_on_error=False).run_id
    records = [entry.dagster_event for entry in instance.all_logs(run_id) if entry.dagster_event]
    of = lambda kind: [event for event in records if event.event_type == kind]  # noqa: E731
    return Run(
        run_id=run_id,
        succeeded=instance.get_run_by_id(run_id).status == DagsterRunStatus.SUCCESS,
        materialized={event.partition for event in of(DagsterEventType.ASSET_MATERIALIZATION)},
        failures={event.step_key: event.step_failure_data.error_display_string for event in of(DagsterEventType.STEP_FAILURE)},
        retries=len(of(DagsterEventType.STEP_UP_FOR_RETRY)),
        processes=len(of(DagsterEventType.STEP_WORKER_STARTED)),
    )
