"""Run retries, scopes, and the shapes of code that are no assets; what Dagster is told, and what it never is."""

import os
from pathlib import Path
from typing import Any

import dagster as dg
import httpx2
import pytest
from dagster import DagsterInstance, DagsterRunStatus
from jobs import CENTS, POLICY, SalesIOManager, charge_customers, charged_customer, killed, legacy, retried
from runs import IN_PROCESS, run
from world import ADMIN_KEY, Product, Sandbox

from keybrake import Keybrake
from keybrake.dagster import KeybrakeResource, revoke_on_run_end


@pytest.mark.parametrize(("scope", "charged_after"), [("root_run", 3), ("run", 4)])
def test_a_run_retry_goes_on_with_what_is_left_unless_the_scope_is_one_run(
    scope: str, charged_after: int, instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    settings = {"scope": scope, "total_usd_cap": "100", **POLICY}  # three charges of 29.99
    first = run(instance, retried, tags={"test/name": name}, **settings)
    again = run(instance, retried, tags={"test/name": name}, parent=first, **settings)

    assert not first.succeeded
    assert again.dagster_run.root_run_id == first.run_id
    assert sum(len(sandbox.charges(f"cus_{name}_{number}")) for number in range(4)) == charged_after
    assert again.succeeded == (scope == "run")
    assert {row.run for row in keybrake.audit(label=f"dagster/{again.run_id}")} == {
        f"dagster/{first.run_id if scope == 'root_run' else again.run_id}"
    }


@pytest.mark.parametrize(("scope", "second"), [("partition", True), ("step", True), ("root_run", False)])
def test_a_partition_or_a_step_can_have_a_cap_of_its_own(
    scope: str, second: bool, instance: DagsterInstance, sandbox: Sandbox, name: str
) -> None:
    keys = [f"cus_{name}_{number}" for number in range(2)]
    instance.add_dynamic_partitions("customers", keys)
    everyone = dg.Definitions(jobs=[two_customers]).resolve_job_def("two_customers")

    ended = everyone.execute_in_process(
        instance=instance,
        run_config={"resources": {"keybrake": {"config": {"scope": scope, "total_usd_cap": "30", **POLICY}}}},
        tags={"test/name": name},
        raise_on_error=False,
    )

    assert sandbox.charges(keys[0]) == [CENTS]
    assert sandbox.charges(keys[1]) == ([CENTS] if second else [])
    assert ended.success == second


@dg.op
def first_customer(context: dg.OpExecutionContext, keybrake: KeybrakeResource) -> int:
    _charge(context, keybrake, 0)
    return 1


@dg.op
def second_customer(context: dg.OpExecutionContext, keybrake: KeybrakeResource, number: int) -> None:
    _charge(context, keybrake, number)


def _charge(context: dg.OpExecutionContext, keybrake: KeybrakeResource, number: int) -> None:
    customer = f"cus_{context.run.tags['test/name']}_{number}"
    with keybrake.stripe(context, partition=customer) as stripe:
        stripe.v1.payment_intents.create({"amount": CENTS, "currency": "usd", "customer": customer})


@dg.job(resource_defs={"keybrake": KeybrakeResource.configure_at_launch()})
def two_customers() -> None:
    second_customer(first_customer())


def test_an_io_manager_spends_from_the_same_budget_and_notes_it_on_its_output(
    instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    @dg.asset(io_manager_key="sales")
    def sold() -> str:
        return f"cus_{name}"

    @dg.asset(io_manager_key="sales")
    def too_much(sold: str) -> str:
        return f"cus_{name}_2"

    resource = KeybrakeResource(total_usd_cap="60", **POLICY)  # two charges: storing, loading
    ended = dg.materialize(
        [sold, too_much],
        instance=instance,
        resources={"keybrake": resource, "sales": SalesIOManager(keybrake=resource)},
        raise_on_error=False,
    )

    assert sandbox.charges(f"cus_{name}") == [CENTS]
    assert sandbox.charges(f"cus_{name}_2") == []
    [event] = ended.asset_materializations_for_node("sold")
    assert event.metadata["keybrake/spent_usd"].value == CENTS / 100
    failure = ended.failure_data_for_node("too_much")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert failure.user_failure_data.metadata["keybrake/code"].value == "cap_exhausted"
    assert {(row.tags["asset"], row.tags["step"]) for row in keybrake.audit(run=f"dagster/{ended.run_id}")} == {
        ("sold", "sold"),
        ("sold", "too_much"),
        ("too_much", "too_much"),
    }


def test_the_old_way_by_resource_key_still_ends_its_key(
    instance: DagsterInstance, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    ended = run(instance, legacy, IN_PROCESS, tags={"test/name": name}, total_usd_cap="30", **POLICY)

    assert ended.succeeded
    assert sandbox.charges(name) == [CENTS]
    [key] = keybrake.keys(run=f"dagster/{ended.run_id}")
    assert key.status == "revoked"


def test_a_worker_that_was_killed_leaves_a_key_that_the_sensor_ends(
    instance: DagsterInstance,
    product: Product,
    keybrake: Keybrake,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEYBRAKE_API_KEY", issuer(product, name))
    settings: dict[str, Any] = {"total_usd_cap": "30", **POLICY}
    ended = run(instance, killed, {"multiprocess": {}}, tags={"test/name": name}, **settings)
    assert ended.dagster_run.status == DagsterRunStatus.FAILURE
    [left] = keybrake.keys(run=f"dagster/{ended.run_id}")
    assert left.status == "active"

    [sensor] = revoke_on_run_end(KeybrakeResource(**settings), statuses=[DagsterRunStatus.FAILURE])
    sensor(
        dg.build_run_status_sensor_context(
            sensor_name=sensor.name,
            dagster_event=failure_event(instance, ended.run_id),
            dagster_instance=instance,
            dagster_run=ended.dagster_run,
        )
    )

    assert keybrake.key(left.id).status == "revoked"
    with Keybrake() as dagster_s, dagster_s.issue(run=f"dagster/{ended.run_id}", **settings) as of_a_retry:
        lines = {line.kind: line for line in of_a_retry.spend()}
    assert lines["run"].spent_usd == 1, "the budget is open, and counts what the killed worker spent"


def issuer(product: Product, name: str) -> str:
    """A credential such as Dagster should have: it issues, and reads and ends its own keys, and nothing else."""
    answer = httpx2.post(
        f"{product.url}/vault/principals",
        headers={"Authorization": f"Bearer {ADMIN_KEY}"},
        json={"name": f"dagster-{name}", "role": "issuer", "ceilings": {"vendors": ["stripe"], "max_usd_cap": 100}},
    )
    return answer.json()["credential"]


def failure_event(instance: DagsterInstance, run_id: str) -> Any:
    kind = dg.DagsterEventType.RUN_FAILURE
    return next(
        e.dagster_event for e in instance.all_logs(run_id) if e.dagster_event and e.dagster_event.event_type == kind
    )


def test_a_proxy_that_does_not_answer_is_worth_a_retry(
    instance: DagsterInstance, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYBRAKE_URL", "http://127.0.0.1:9")
    instance.add_dynamic_partitions("customers", [name])

    ended = run(instance, charge_customers, IN_PROCESS, tags={"dagster/partition": name}, total_usd_cap="30", **POLICY)

    assert ended.retries == 3, "as the asset's policy says"
    assert ended.failures["charged_customer"].user_failure_data is None


def test_a_mistake_in_the_policy_is_not_worth_a_retry(instance: DagsterInstance, name: str) -> None:
    instance.add_dynamic_partitions("customers", [name])

    ended = run(instance, charge_customers, IN_PROCESS, tags={"dagster/partition": name}, **POLICY)

    assert ended.retries == 0
    assert ended.failure_metadata("charged_customer")["keybrake/code"] == "invalid_request"


def test_the_credential_and_the_keys_are_nowhere_in_what_dagster_keeps(
    instance: DagsterInstance, keybrake: Keybrake, name: str, tmp_path: Path
) -> None:
    instance.add_dynamic_partitions("customers", [name])
    ended = run(instance, charge_customers, IN_PROCESS, tags={"dagster/partition": name}, total_usd_cap="30", **POLICY)
    assert ended.succeeded

    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert name.encode() in kept
    assert b"vault_key_" not in kept
    assert os.environ["KEYBRAKE_API_KEY"].encode() not in kept


def test_an_asset_called_directly_in_a_test_has_the_key_s_own_cap(sandbox: Sandbox, name: str) -> None:
    context = dg.build_asset_context(partition_key=f"cus_{name}")
    charged = charged_customer(context, keybrake=KeybrakeResource(total_usd_cap="30", **POLICY))

    assert charged["id"].startswith("pi_")
    assert sandbox.charges(f"cus_{name}") == [CENTS]
