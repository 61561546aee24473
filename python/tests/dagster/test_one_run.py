"""Many partitions in one run: one budget, however many processes work on it."""

import os
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dagster import DagsterInstance
from figures import figure, timed
from jobs import CENTS, POLICY, charge_everyone, charge_together
from runs import IN_PROCESS, MULTIPROCESS, SPAWN, Run, run
from world import Sandbox

from keybrake import Keybrake

FULL = os.environ.get("KEYBRAKE_FULL") == "1"
PARTITIONS = 60 if FULL else 8
BUDGET = "500" if FULL else "100"
FIT = 16 if FULL else 3  # 16 x 29.99 = 479.84, 3 x 29.99 = 89.97: one more would be too much


def customers(instance: DagsterInstance, name: str, count: int = PARTITIONS) -> list[str]:
    keys = [f"cus_{name}_{number}" for number in range(count)]
    instance.add_dynamic_partitions("customers", keys)
    return keys


def charged(sandbox: Sandbox, keys: list[str]) -> list[str]:
    wanted = set(keys)
    rows = sandbox.executed("stripe", operation="payment_intents.create")
    assert all(int(row["amount"]) == CENTS for row in rows if row["customer"] in wanted)
    return [row["customer"] for row in rows if row["customer"] in wanted]


@pytest.mark.job("proof; smaller in CI")
@pytest.mark.parametrize("executor", [IN_PROCESS, MULTIPROCESS], ids=["in process", "a process a step"])
def test_all_partitions_of_a_run_share_its_cap_and_no_refusal_is_retried(
    executor: dict[str, Any], instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    keys = customers(instance, name)

    with timed() as took:
        ended = run(instance, charge_everyone, executor, total_usd_cap=BUDGET, **POLICY)

    executed = charged(sandbox, keys)
    assert len(executed) == len(set(executed)) == FIT
    assert not ended.succeeded
    assert len(ended.failures) == PARTITIONS - FIT
    assert ended.retries == 0, "the policy allows three retries of each; a refusal is none of its business"
    assert ended.processes == (0 if executor is IN_PROCESS else 1 + PARTITIONS)

    for step, failure in ended.failures.items():
        assert failure.error.cls_name == "Failure", step
        why = ended.failure_metadata(step)
        assert (why["keybrake/code"], why["keybrake/run"]) == ("cap_exhausted", f"dagster/{ended.run_id}")
        assert (why["keybrake/cap_usd"], why["keybrake/requested_usd"]) == (float(BUDGET), CENTS / 100)

    link = urlsplit(why["keybrake/calls_url"])
    assert (link.path, dict(parse_qsl(link.query))) == ("/dashboard/audit", {"run": f"dagster/{ended.run_id}"})

    rows = list(keybrake.audit(**dict(parse_qsl(link.query))))
    assert {row.tags["step"] for row in rows} == {f"charge_one[{key}]" for key in keys}
    assert sum(row.count for row in rows if row.code == "cap_exhausted") == PARTITIONS - FIT, "each asked once"
    assert every_key_is_revoked(keybrake, ended) == PARTITIONS
    figure(
        f"Dagster, one run of {PARTITIONS} partitions, {'in process' if executor is IN_PROCESS else 'a process a step'}",
        f"{len(executed)} charges executed under {BUDGET} USD, {PARTITIONS - FIT} refusals, 0 retries, {took[0]:.0f} s",
    )


def test_the_executor_with_nothing_configured_shares_the_cap_too(
    instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    keys = customers(instance, name, count=3)

    ended = run(instance, charge_everyone, SPAWN, total_usd_cap="60", **POLICY)

    assert len(charged(sandbox, keys)) == 2
    assert len(ended.failures) == 1
    assert ended.retries == 0
    assert every_key_is_revoked(keybrake, ended) == 3


def test_one_step_over_a_range_of_partitions_tags_each_and_says_what_it_spent(
    instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    keys = customers(instance, name, count=3)
    span = {"dagster/asset_partition_range_start": keys[0], "dagster/asset_partition_range_end": keys[-1]}

    ended = run(instance, charge_together, IN_PROCESS, tags=span, total_usd_cap="100", **POLICY)

    assert ended.succeeded
    assert charged(sandbox, keys) == keys
    rows = list(keybrake.audit(run=f"dagster/{ended.run_id}"))
    assert {row.tags["partition"]: row.tags["asset"] for row in rows} == dict.fromkeys(keys, "charged_together")
    for event in ended.materialized:
        said = {name: value.value for name, value in event.materialization.metadata.items()}
        assert (said["keybrake/spent_usd"], said["keybrake/calls"]) == (89.97, 3)


def every_key_is_revoked(keybrake: Keybrake, ended: Run) -> int:
    keys = list(keybrake.keys(run=f"dagster/{ended.run_id}"))
    assert {key.status for key in keys} == {"revoked"}
    return len(keys)
