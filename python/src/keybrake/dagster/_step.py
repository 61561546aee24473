"""Where in Dagster the code stands that asks for a key: which run, which step of it, which partition.

Dagster has a context type of its own for assets, ops, IO managers and resources, and each knows other things. What one
does not know is None here; a context that an asset was called with directly, in a test, knows almost nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dagster import (
    AssetExecutionContext,
    DagsterInvariantViolationError,
    DagsterRun,
    InputContext,
    OpExecutionContext,
    OutputContext,
)

Context: TypeAlias = AssetExecutionContext | OpExecutionContext | OutputContext | InputContext

PARTITION = "dagster/partition"
RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"
BACKFILL = "dagster/backfill"


@dataclass(frozen=True)
class Step:
    """`run_id` is None where nothing runs: in a test that calls the function, or in a notebook."""

    run_id: str | None = None
    root_run_id: str | None = None
    """The run that this one retries, and retries of retries go back to the same; else the run itself."""
    backfill: str | None = None
    job: str | None = None
    key: str | None = None
    """The step's key, with the mapping key of a dynamic output: `charge_one[cus_7]`."""
    attempt: int = 0
    """How often the step was retried in this run."""
    asset: str | None = None
    partition: str | None = None
    """A partition's key, or `first...last` of a range."""


def step_of(context: Context | None, run: DagsterRun | None) -> Step:
    """What `context`, and the run that the resource was set up in, tell."""
    tags: Mapping[str, str] = run.tags if run is not None else {}
    inner = context.op_execution_context if isinstance(context, AssetExecutionContext) else context
    return Step(
        run_id=run.run_id if run is not None else None,
        root_run_id=(run.root_run_id or run.run_id) if run is not None else None,
        backfill=tags.get(BACKFILL),
        job=run.job_name if run is not None else None,
        key=_key_of(inner) if run is not None else None,
        attempt=inner.retry_number if isinstance(inner, OpExecutionContext) and run is not None else 0,
        asset=_asset_of(inner) if run is not None else None,
        partition=_partition_of(inner) or _partition_in(tags),
    )


def _key_of(context: OpExecutionContext | OutputContext | InputContext | None) -> str | None:
    if isinstance(context, OutputContext):
        return context.step_key
    if isinstance(context, InputContext):
        return context.step_context.step.key
    if context is None:
        return None
    mapping = context.get_mapping_key()
    return f"{context.op_handle}[{mapping}]" if mapping is not None else str(context.op_handle)


def _asset_of(context: OpExecutionContext | OutputContext | InputContext | None) -> str | None:
    """Only where the step makes one asset: a multi-asset's call belongs to no single one of them."""
    if isinstance(context, OpExecutionContext):
        keys = list(context.selected_asset_keys) if context.has_assets_def else []
        return keys[0].to_user_string() if len(keys) == 1 else None
    if context is not None and context.has_asset_key:
        return context.asset_key.to_user_string()
    return None


def _partition_of(context: OpExecutionContext | OutputContext | InputContext | None) -> str | None:
    if context is None or not context.has_partition_key:
        return None
    try:
        return context.partition_key
    except DagsterInvariantViolationError:  # a run over a range of partitions has no single one
        return None


def _partition_in(tags: Mapping[str, str]) -> str | None:
    if RANGE_START in tags and RANGE_END in tags:
        return f"{tags[RANGE_START]}...{tags[RANGE_END]}"
    return tags.get(PARTITION)
