"""Which keys share a budget, and which charges are the same, as pure values."""

import dagster as dg
import pytest
from jobs import POLICY
from pydantic import ValidationError

from keybrake.dagster import KeybrakeResource, Scope
from keybrake.dagster._scope import budget_of, label_of, short, tags_of
from keybrake.dagster._step import Step
from keybrake.testing import FakeKeybrake

RETRY = Step(
    run_id="r2", root_run_id="r1", backfill="b", job="j", key="charge[cus_7]", attempt=1, asset="a", partition="cus_7"
)


@pytest.mark.parametrize(
    ("scope", "budget"),
    [
        ("run", "dagster/r2"),
        ("root_run", "dagster/r1"),
        ("backfill", "dagster/backfill/b"),
        ("partition", "dagster/r1/partition/cus_7"),
        ("step", "dagster/r1/step/charge[cus_7]"),
    ],
)
def test_the_budget_of_each_scope(scope: Scope, budget: str) -> None:
    assert budget_of(scope, RETRY) == budget
    assert label_of(RETRY) == "dagster/r2"
    assert tags_of(RETRY) == {
        "job": "j",
        "asset": "a",
        "step": "charge[cus_7]",
        "attempt": "1",
        "partition": "cus_7",
        "backfill": "b",
    }


@pytest.mark.parametrize("scope", ["backfill", "partition"])
def test_a_run_that_is_no_backfill_and_has_no_partition_counts_by_itself(scope: Scope) -> None:
    assert budget_of(scope, Step(run_id="r2", root_run_id="r1", key="s")) == "dagster/r1"


def test_a_step_s_budget_needs_a_step() -> None:
    with pytest.raises(ValueError, match=r"stripe\(context\)"):
        budget_of("step", Step(run_id="r", root_run_id="r"))


def test_outside_a_run_there_is_no_budget_to_share() -> None:
    assert budget_of("root_run", Step()) is None


def test_long_names_and_strange_ones_stay_apart() -> None:
    long = "x" * 300
    assert short("cus_7") == "cus_7"
    assert len(short(long)) <= 256
    assert len({short(long), short(long + "y"), short("a\nb"), short("a\tb")}) == 4


def test_the_idempotency_key_is_the_asset_s_the_partition_s_and_the_caller_s(fake_keybrake: FakeKeybrake) -> None:
    keys: dict[str, set[str]] = {}

    def note(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
        for month in ("2026-11", "2026-12"):
            keys.setdefault(f"{context.asset_key.path[-1]} {month}", set()).add(
                keybrake.idempotency_key(context, month)
            )

    @dg.asset
    def renewed(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
        note(context, keybrake)

    @dg.asset
    def refunded(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
        note(context, keybrake)

    resource = KeybrakeResource.fake(fake_keybrake)
    for _ in range(2):
        assert dg.materialize([renewed, refunded], resources={"keybrake": resource}).success

    assert len(keys) == 4
    assert all(len(found) == 1 for found in keys.values()), "another run has the same"
    assert len(set.union(*keys.values())) == 4, "another asset or month has another"


def test_a_block_that_calls_nothing_still_ends_its_key_and_a_step_without_a_block_issues_none(
    fake_keybrake: FakeKeybrake,
) -> None:
    @dg.asset
    def looks(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
        with keybrake.stripe(context):
            pass

    @dg.asset
    def rests(keybrake: KeybrakeResource) -> None:
        pass

    resource = KeybrakeResource.fake(fake_keybrake, allowed_endpoints=POLICY["allowed_endpoints"])
    ended = dg.materialize([looks, rests], resources={"keybrake": resource})

    assert ended.success
    with fake_keybrake.client() as keybrake:
        issued = list(keybrake.keys())
    assert [(key.tags["asset"], key.status) for key in issued] == [("looks", "revoked")]


@pytest.mark.parametrize("name", ["run", "label"])
def test_a_policy_cannot_take_the_budget_s_name_into_its_own_hands(name: str) -> None:
    with pytest.raises(ValidationError, match="by its scope"):
        KeybrakeResource(**POLICY, policy={name: "mine"})
