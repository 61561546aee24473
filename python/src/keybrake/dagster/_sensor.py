"""Ends the keys of runs that could not do it themselves."""

from collections.abc import Sequence

from dagster import (
    DagsterRunStatus,
    DefaultSensorStatus,
    RunStatusSensorContext,
    SensorDefinition,
    run_status_sensor,
)

from keybrake.dagster._resource import KeybrakeResource

ENDS = (DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED, DagsterRunStatus.SUCCESS)


def revoke_on_run_end(
    keybrake: KeybrakeResource,
    *,
    statuses: Sequence[DagsterRunStatus] = ENDS,
    default_status: DefaultSensorStatus = DefaultSensorStatus.RUNNING,
) -> list[SensorDefinition]:
    """Sensors that revoke what keys a run has left when it is over: those of processes that were killed.

    One sensor for each of `statuses`, for `Definitions(sensors=…)`. They end keys, not the budget: a retry of the run
    goes on with what is left of it. The credential must be the one that issued the keys, or an operator's.
    """
    return [_sensor(keybrake, status, default_status) for status in statuses]


def _sensor(
    keybrake: KeybrakeResource, status: DagsterRunStatus, default_status: DefaultSensorStatus
) -> SensorDefinition:
    word = status.value.lower()

    @run_status_sensor(
        run_status=status,
        name=f"keybrake_revoke_on_{word}",
        description=f"Revokes the vault keys of runs that ended as {word}.",
        default_status=default_status,
        monitor_all_code_locations=False,
    )
    def revoke(context: RunStatusSensorContext) -> None:
        run_id = context.dagster_run.run_id
        with keybrake.process_config_and_initialize_cm() as ready:
            ended = ready.revoke_run(run_id, f"Dagster run {run_id} ended: {word}")
        if ended:
            context.log.info(f"keybrake: {ended} keys of run {run_id} were still alive and are revoked")

    return revoke
