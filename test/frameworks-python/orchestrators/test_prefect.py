from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness
from world import Sandbox

from conftest import program, refused
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Prefect", "prefect")


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


def test_a_refusal_is_not_retried(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """A task with three retries fails at the refusal, on Prefect's own test server"""
    with pytest.raises(Exception, match="Spend cap reached"):
        program("Prefect")["billing_flow"](keybrake)(customer, customer, 2999, 5)
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(keybrake.audit(run=customer)) == 1


def test_an_outage_is_retried_under_the_same_cap(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """A retry after a lost answer joins the same run, and nothing is charged twice"""
    for _ in range(3):  # stripe's own repeats; the fourth attempt is the task's first retry
        sandbox.lose_next_answer(customer)
    assert program("Prefect")["billing_flow"](keybrake)(customer, customer, 2999, 2) == 2
    assert sandbox.charges(customer) == [2999, 2999]
