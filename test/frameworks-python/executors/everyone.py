"""One run that charges many customers, a step each, under one budget that not all of them fit into."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagster import DagsterInstance, JobDefinition
from jobs import CENTS, POLICY
from runs import Run, run
from world import Sandbox

from keybrake import Keybrake


@dataclass
class Budget:
    """`partitions` customers of 29.99 USD, of whom `fit` do."""

    partitions: int
    usd: str
    fit: int


def charge_everyone_on(
    job: Callable[[], JobDefinition],
    executor: dict[str, Any],
    budget: Budget,
    customer: str,
    instance: DagsterInstance,
    sandbox: Sandbox,
    keybrake: Keybrake,
) -> Run:
    """Runs it, and asserts what holds on every executor: the cap, no retry of a refusal, a revoked key for each step."""
    keys = [f"{customer}_{number}" for number in range(budget.partitions)]
    instance.add_dynamic_partitions("customers", keys)

    ended = run(instance, job, executor, total_usd_cap=budget.usd, **POLICY)

    executed = [charge for key in keys for charge in sandbox.charges(key)]
    assert executed == [CENTS] * budget.fit
    assert len(ended.failures) == budget.partitions - budget.fit
    assert ended.retries == 0, "the policy allows three retries of each; a refusal is none of its business"
    for step in ended.failures:
        assert ended.failure_metadata(step)["keybrake/code"] == "cap_exhausted"

    name = f"dagster/{ended.run_id}"
    rows = list(keybrake.audit(run=name))
    assert {row.tags["step"] for row in rows} == {f"charge_one[{key}]" for key in keys}
    assert sum(row.count for row in rows if row.code == "cap_exhausted") == budget.partitions - budget.fit
    assert [key.status for key in keybrake.keys(run=name)] == ["revoked"] * budget.partitions
    return ended
