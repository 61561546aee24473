import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from world import Sandbox

from conftest import program
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Temporal", "temporalio")


def test_an_activity_says_that_a_refusal_is_final(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """The activity, in the SDK's activity environment, raises an ApplicationError that is not retryable"""
    bill = program("Temporal")["billing_activity"](keybrake)
    for _ in range(2):
        ActivityEnvironment().run(bill, customer, customer, 2999)
    with pytest.raises(ApplicationError, match="Spend cap reached") as raised:
        ActivityEnvironment().run(bill, customer, customer, 2999)
    assert raised.value.non_retryable
    assert raised.value.type == "cap_exhausted"
    assert sandbox.charges(customer) == [2999, 2999]
