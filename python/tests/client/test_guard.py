"""A tool answers with a refusal; whatever else happens to it goes on as it is."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from keybrake import CapExhausted, Keybrake, answering_refusals, raising_refusals
from keybrake.testing import FakeKeybrake


@pytest.fixture
def charge(fake_keybrake: FakeKeybrake) -> Callable[[int], str]:
    """A tool with 1 USD."""
    keybrake: Keybrake = fake_keybrake.client()
    payments = (
        keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1).stripe_client().v1.payment_intents
    )

    def charge(cents: int) -> str:
        """Charges."""
        if cents == 0:
            raise ZeroDivisionError
        return payments.create({"amount": cents, "currency": "usd"}, {"max_network_retries": 0}).id

    return charge


@pytest.mark.parametrize("is_async", [False, True])
async def test_answering(charge: Any, fake_keybrake: FakeKeybrake, is_async: bool) -> None:
    async def charge_async(cents: int) -> str:
        """Charges."""
        return charge(cents)

    tool = answering_refusals(charge_async if is_async else charge)

    async def use(cents: int) -> Any:
        return await tool(cents) if is_async else tool(cents)

    assert (await use(60)).startswith("pi_")
    answer = await use(60)
    assert (answer["error"], answer["remaining_usd"], answer["retryable"]) == ("spend_cap_reached", 0.4, False)
    with pytest.raises(ZeroDivisionError):
        await use(0)
    fake_keybrake.lose_next_answer()
    with pytest.raises(stripe.APIError):
        await use(30)
    assert [row["amount"] for row in fake_keybrake.executed()] == ["60", "30"]
    assert inspect.iscoroutinefunction(tool) == is_async


async def test_a_tool_that_is_found_to_be_async_only_by_calling_it(charge: Any) -> None:
    class Tool:
        async def __call__(self, cents: int) -> str:
            return charge(cents)

    assert (await answering_refusals(Tool())(101))["error"] == "spend_cap_reached"
    assert (await answering_refusals(lambda: Tool()(101))())["error"] == "spend_cap_reached"
    with pytest.raises(ZeroDivisionError):
        await answering_refusals(Tool())(0)


def test_a_tool_stays_what_frameworks_read(charge: Any) -> None:
    tool = answering_refusals(charge)
    assert (tool.__name__, tool.__doc__, str(inspect.signature(tool))) == ("charge", "Charges.", "(cents: int) -> str")


def test_raising(charge: Any) -> None:
    with pytest.raises(CapExhausted) as raised, raising_refusals():
        charge(101)
    assert isinstance(raised.value.__cause__, stripe.RateLimitError)
    with pytest.raises(CapExhausted):
        raising_refusals()(charge)(101)
    with pytest.raises(ZeroDivisionError), raising_refusals():
        charge(0)
    with pytest.raises(CapExhausted) as again, raising_refusals():
        raise raised.value
    assert again.value is raised.value
