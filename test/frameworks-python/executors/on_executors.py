"""The job of many partitions (`charge_everyone`) on the executors whose steps run elsewhere, as workers and pods import it."""

import dagster as dg
from dagster_celery import celery_executor
from dagster_k8s import k8s_job_executor
from jobs import charge_everyone

from keybrake.dagster import KeybrakeResource


def _on(executor: dg.ExecutorDefinition) -> dg.JobDefinition:
    return charge_everyone.graph.to_job(
        name=f"charge_everyone_on_{executor.name}",
        resource_defs={"keybrake": KeybrakeResource.configure_at_launch()},
        executor_def=executor,
    )


def on_celery() -> dg.JobDefinition:
    return _on(celery_executor)


def on_kubernetes() -> dg.JobDefinition:
    return _on(k8s_job_executor)
