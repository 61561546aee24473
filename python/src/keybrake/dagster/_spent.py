"""What the blocks of a step spent, as metadata of its output."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from dagster import (
    AssetExecutionContext,
    DagsterError,
    InputContext,
    MetadataValue,
    OpExecutionContext,
    OutputContext,
)

from keybrake._models import SpendGroup
from keybrake.dagster._step import Context

Metadata: TypeAlias = dict[str, Any]
"""Of values that Dagster takes as metadata."""


@dataclass(frozen=True)
class Spent:
    """Of one key, when its block ended."""

    key_id: str
    calls: int
    spent_usd: Decimal
    held_usd: Decimal
    """Set aside for calls whose outcome is not known yet."""


def spent_by(key_id: str, groups: Iterable[SpendGroup]) -> Spent:
    """From `GET /vault/spend?by=key`, which has no group for a key without calls."""
    for group in groups:
        return Spent(key_id, group.calls, group.spent_usd, group.held_usd)
    return Spent(key_id, 0, Decimal(0), Decimal(0))


def metadata_of(all_spent: Iterable[Spent], run: str | None, calls_url: str) -> Metadata:
    """Amounts are floats here, for Dagster to draw; the ledger's are exact."""
    blocks = list(all_spent)
    held = sum((one.held_usd for one in blocks), Decimal(0))
    metadata: Metadata = {
        "keybrake/spent_usd": MetadataValue.float(float(sum((one.spent_usd for one in blocks), Decimal(0)))),
        "keybrake/calls": MetadataValue.int(sum(one.calls for one in blocks)),
        "keybrake/keys": MetadataValue.text(", ".join(one.key_id for one in blocks)),
        "keybrake/calls_url": MetadataValue.url(calls_url),
    }
    if held:
        metadata["keybrake/held_usd"] = MetadataValue.float(float(held))
    if run is not None:
        metadata["keybrake/run"] = MetadataValue.text(run)
    return metadata


def record(context: Context, metadata: Metadata) -> None:
    """Puts it on the step's output where there is exactly one; whose it is of several, only the caller knows."""
    if isinstance(context, InputContext) or not (isinstance(context, OutputContext) or _has_one_output(context)):
        return
    try:
        context.add_output_metadata(metadata)
    except DagsterError:
        # An IO manager, or a function called directly in a test, takes each name once: the first block's stays.
        context.log.debug("keybrake: this output has its spend already")


def _has_one_output(context: AssetExecutionContext | OpExecutionContext) -> bool:
    outputs = context.op_def.output_defs
    return len(outputs) == 1 and not outputs[0].is_dynamic
