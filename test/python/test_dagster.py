"""The published Dagster program against real Dagster: one run never spends more than its budget."""

import os
from collections.abc import Iterator
from types import ModuleType

import pytest
from dagster import DagsterInstance

from keybrake_admin import Admin, calls_weighted
from vendor import Vendor

FULL = os.environ.get("KEYBRAKE_FULL") == "1"
PARTITIONS = 60 if FULL else 12
CHARGE_CENTS = 2999
BUDGET_USD = 500.0 if FULL else 100.0
FIT = 16 if FULL else 3  # 16 x 29.99 = 479.84, 3 x 29.99 = 89.97: one more would be too much
ATTEMPTS = 4  # RetryPolicy(max_retries=3)


@pytest.fixture(scope="module")
def runs(proxy: str) -> ModuleType:
    """Imported late: the program reads the proxy's address when it is loaded, as published."""
    import dagster_runs

    return dagster_runs


@pytest.fixture
def instance(tmp_path) -> Iterator[DagsterInstance]:
    with DagsterInstance.local_temp(str(tmp_path)) as temporary:
        yield temporary


def customers(instance: DagsterInstance, name: str, count: int = PARTITIONS) -> list[str]:
    keys = [f"cus_{name}_{number}" for number in range(count)]
    instance.add_dynamic_partitions("customers", keys)
    return keys


@pytest.mark.parametrize("executor", ["IN_PROCESS", "MULTIPROCESS"])
def test_all_partitions_of_one_run_never_spend_more_than_its_budget(
    executor: str, runs: ModuleType, instance: DagsterInstance, admin: Admin, vendor: Vendor, name: str
) -> None:
    keys = customers(instance, name)

    run = runs.run_everyone(instance, BUDGET_USD, getattr(runs, executor))

    charged = vendor.charges_of(keys)
    assert len(charged) == FIT
    assert sum(charge["amount"] for charge in charged) == FIT * CHARGE_CENTS
    assert run.materialized == {charge["customer"] for charge in charged}

    # The others are failures on record, with the proxy's own words, after every retry the policy allows.
    assert not run.succeeded
    assert len(run.failures) == PARTITIONS - FIT
    assert all("RateLimitError" in error and "cap" in error.lower() for error in run.failures.values())
    assert run.retries == (PARTITIONS - FIT) * (ATTEMPTS - 1)

    # Every call of every process is in the audit log under the run, and no retry added an execution.
    rows = admin.audit(run=run.label)
    allowed = [row for row in rows if row["decision"] == "allowed"]
    refused = [row for row in rows if row["decision"] == "refused"]
    assert len(allowed) == FIT and {row["state"] for row in allowed} == {"settled"}
    assert {row["vendor_object_id"] for row in allowed} == {charge["id"] for charge in charged}
    assert {row["code"] for row in refused} == {"cap_exhausted"}
    assert calls_weighted(refused) == (PARTITIONS - FIT) * ATTEMPTS
    assert {row["key_label"] for row in rows} == {run.label}

    budget = admin.run_budget(run.label)
    assert (budget["cap_usd"], budget["spent_usd"], budget["held_usd"]) == (BUDGET_USD, FIT * CHARGE_CENTS / 100, 0)
    if executor == "MULTIPROCESS":
        assert run.processes == 1 + FIT + (PARTITIONS - FIT) * ATTEMPTS
        assert len(admin.keys(run=run.label)) == run.processes - 1, "each step process issued a key of its own"
    else:
        assert len(admin.keys(run=run.label)) == 1


def test_the_executor_with_nothing_configured_shares_the_budget_too(
    runs: ModuleType, instance: DagsterInstance, vendor: Vendor, name: str
) -> None:
    keys = customers(instance, name, count=4)

    run = runs.run_everyone(instance, 60.0, runs.SPAWN)

    assert sum(charge["amount"] for charge in vendor.charges_of(keys)) == 2 * CHARGE_CENTS
    assert len(run.materialized) == 2 and len(run.failures) == 2


def test_runs_of_one_partition_each_keep_a_budget_of_their_own(
    runs: ModuleType, instance: DagsterInstance, admin: Admin, vendor: Vendor, name: str
) -> None:
    keys = customers(instance, name)

    finished = [runs.run_partition(instance, key, 30.0, runs.IN_PROCESS) for key in keys]

    assert all(run.succeeded for run in finished)
    assert sorted(charge["customer"] for charge in vendor.charges_of(keys)) == sorted(keys)
    for run in finished:
        [row] = admin.audit(run=run.label)
        assert (row["decision"], row["cost_usd"], row["status"]) == ("allowed", 29.99, 200)


def test_a_partition_run_under_the_default_executor_is_refused_above_its_budget(
    runs: ModuleType, instance: DagsterInstance, admin: Admin, vendor: Vendor, name: str
) -> None:
    [key] = customers(instance, name, count=1)

    run = runs.run_partition(instance, key, 29.98, runs.MULTIPROCESS)

    assert vendor.charges_of([key]) == []
    assert list(run.failures) == ["charged_customer"] and run.retries == 3
    assert calls_weighted(admin.audit(run=run.label, code="cap_exhausted")) == ATTEMPTS


def test_a_retry_after_a_lost_answer_does_not_charge_twice(
    runs: ModuleType, instance: DagsterInstance, admin: Admin, vendor: Vendor, name: str
) -> None:
    [key] = customers(instance, name, count=1)
    vendor.lose_next_answer()

    run = runs.run_partition(instance, key, 30.0, runs.IN_PROCESS)

    # The budget holds one charge only: had the retry been counted anew, it would have been refused.
    assert run.succeeded
    assert len(vendor.charges_of([key])) == 1
    assert admin.run_budget(run.label)["spent_usd"] == 29.99


def test_a_second_backfill_of_the_same_partitions_charges_nobody_again(
    runs: ModuleType, instance: DagsterInstance, admin: Admin, vendor: Vendor, name: str
) -> None:
    keys = customers(instance, name, count=3)

    first = runs.run_everyone(instance, BUDGET_USD, runs.IN_PROCESS)
    second = runs.run_everyone(instance, BUDGET_USD, runs.IN_PROCESS)

    assert first.succeeded and second.succeeded
    assert len(vendor.charges_of(keys)) == 3
    assert {row["replay_of"] is not None for row in admin.audit(run=second.label)} == {True}
