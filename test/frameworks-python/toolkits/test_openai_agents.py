import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from agents import Agent, Model, ModelResponse, RunConfig, Runner, Usage, function_tool
from agents.tool import default_tool_error_function
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText
from world import Sandbox

from conftest import program, refused
from keybrake import CapExhausted, VaultKey, from_exception

pytestmark = pytest.mark.framework("OpenAI Agents SDK", "openai-agents")
TURNS = 4


class Runaway(Model):
    """Charges in each of its turns, whatever it is told, and then says it is done."""

    def __init__(self, customer: str) -> None:
        self.arguments = json.dumps({"customer": customer, "cents": 2999})
        self.turns = 0
        self.told: list[Any] = []

    async def get_response(self, system_instructions: Any, input: Any, *args: Any, **kwargs: Any) -> ModelResponse:
        self.turns += 1
        self.told = [
            one["output"] for one in input if isinstance(one, dict) and one.get("type") == "function_call_output"
        ]
        if self.turns <= TURNS:
            call = {"arguments": self.arguments, "call_id": f"c{self.turns}", "name": "charge", "type": "function_call"}
            return ModelResponse([ResponseFunctionToolCall(**call)], Usage(), None)
        text = ResponseOutputText(text="done", type="output_text", annotations=[])
        said = ResponseOutputMessage(id="m", content=[text], role="assistant", status="completed", type="message")
        return ModelResponse([said], Usage(), None)

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        raise NotImplementedError


async def run(agent: Agent) -> str:
    result = await Runner.run(agent, "bill", run_config=RunConfig(tracing_disabled=True))
    return result.final_output


async def test_tell_model(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The model reads the refusal; each of its calls is made once"""
    model = Runaway(customer)
    assert await run(program("OpenAI Agents SDK")["billing_agent"](key, model)) == "done"
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(key.audit()) == TURNS - 2
    last = json.loads(model.told[-1])
    assert (last["error"], last["retryable"], last["remaining_usd"]) == ("spend_cap_reached", False, 0.02)


async def test_stop(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The run ends at the first refusal"""
    model = Runaway(customer)
    with pytest.raises(Exception, match="Spend cap reached") as raised:
        await run(program("OpenAI Agents SDK")["billing_agent"](key, model, None))
    assert isinstance(from_exception(raised.value), CapExhausted)
    assert model.turns == 3
    assert refused(key.audit()) == 1
    assert sandbox.charges(customer) == [2999, 2999]


async def test_outage(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A payment whose answer was lost ends the run and is not left to the model"""
    model = Runaway(customer)
    for _ in range(3):  # stripe's own repeats, under one idempotency key
        sandbox.lose_next_answer(customer)
    with pytest.raises(Exception, match="answer"):
        await run(program("OpenAI Agents SDK")["billing_agent"](key, model))
    assert model.turns == 1
    assert sandbox.charges(customer) == [2999]


async def test_the_sdks_own_handler(key: VaultKey, customer: str) -> None:
    """Without the adapter the model is told to try again"""
    model = Runaway(customer)
    payments = key.stripe_client().v1.payment_intents

    @function_tool
    def charge(customer: str, cents: int) -> str:
        """Charges a customer, in US cents."""
        return payments.create({"amount": cents, "currency": "usd", "customer": customer}).id

    await run(Agent(name="billing", model=model, tools=[charge]))
    assert model.told[-1] == default_tool_error_function(None, ValueError())
    assert "try again" in model.told[-1]
