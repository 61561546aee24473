"""A backfill as Dagster's own command makes it: many runs on one budget."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from commands import configured, dagster
from figures import figure, timed
from jobs import CENTS
from runs import run_of
from world import Sandbox

from keybrake import Keybrake

FULL = os.environ.get("KEYBRAKE_FULL") == "1"
PARTITIONS = 200 if FULL else 8
BUDGET = "3000" if FULL else "100"
FIT = 100 if FULL else 3  # 100 x 29.99 = 2999, 3 x 29.99 = 89.97

BACKFILL = ("job", "backfill", "-j", "charge_customers", "--noprompt")
# The command's own process runs what it launches, one run after the other: 200 processes would take half an hour.
ONE_PROCESS = """
telemetry: {enabled: false}
run_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}
run_launcher: {module: dagster._core.launcher.sync_in_memory_run_launcher, class: SyncInMemoryRunLauncher}
"""


@pytest.mark.job("proof; smaller in CI")
def test_a_backfill_is_a_run_for_each_partition_and_one_budget_for_all(
    tmp_path: Path, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    keys = [f"cus_{name}_{number}" for number in range(PARTITIONS)]
    with configured(tmp_path, ONE_PROCESS) as instance:
        instance.add_dynamic_partitions("customers", keys)
        with timed() as took:
            dagster(*BACKFILL, "--partitions", ",".join(keys), home=tmp_path, TEST_CAP=BUDGET)
        ended = [run_of(instance, one.run_id) for one in instance.get_runs()]

    [backfill] = {one.dagster_run.tags["dagster/backfill"] for one in ended}
    charged = [key for key in keys if sandbox.charges(key)]
    assert len(ended) == PARTITIONS
    assert len(charged) == FIT
    assert all(sandbox.charges(key) == [CENTS] for key in charged)
    assert sum(one.succeeded for one in ended) == FIT
    assert sum(one.retries for one in ended) == 0, "no refusal was retried"

    # The rows of a run are found by its label, those of a partition by its tag, the whole by the budget.
    rows = list(keybrake.audit(run=f"dagster/backfill/{backfill}"))
    assert {row.key_label for row in rows} == {f"dagster/{one.run_id}" for one in ended}
    assert {row.tags["partition"] for row in rows if row.decision == "allowed"} == set(charged)
    keys_of_it = list(keybrake.keys(run=f"dagster/backfill/{backfill}"))
    assert len(keys_of_it) == PARTITIONS
    assert {key.status for key in keys_of_it} == {"revoked"}
    [line] = [line for line in keybrake.key(keys_of_it[0].id).budgets if line.kind == "run"]
    assert (line.spent_usd, line.held_usd) == (Decimal(FIT * CENTS) / 100, 0)
    for one in ended:
        said = {k: v.value for event in one.materialized for k, v in event.materialization.metadata.items()}
        assert said.get("keybrake/spent_usd") == (CENTS / 100 if one.succeeded else None)
    figure(
        f"Dagster, `dagster job backfill` of {PARTITIONS} partitions as {len(ended)} runs on one budget of {BUDGET} USD",
        f"{len(charged)} charges executed, {took[0]:.0f} s",
    )
