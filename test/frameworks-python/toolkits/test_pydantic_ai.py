import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from world import Sandbox

from conftest import program, refused
from keybrake import CapExhausted, VaultKey

pytestmark = pytest.mark.framework("Pydantic AI", "pydantic-ai-slim")
TURNS = 4


class Runaway:
    """Charges in each of its turns, whatever it is told, and then says it is done."""

    def __init__(self, customer: str) -> None:
        self.customer, self.turns = customer, 0
        self.told: list[object] = []

    def answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.turns += 1
        parts = [part for message in messages for part in message.parts]
        self.told = [part.content for part in parts if isinstance(part, ToolReturnPart)]
        if self.turns <= TURNS:
            return ModelResponse([ToolCallPart("charge", {"customer": self.customer, "cents": 2999})])
        return ModelResponse([TextPart("done")])


async def test_tell_model(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The model reads the refusal; each of its calls is made once"""
    recipe, model = program("Pydantic AI"), Runaway(customer)
    agent = recipe["billing_agent"](FunctionModel(model.answer))
    result = await agent.run("bill", deps=recipe["Deps"](key))
    assert result.output == "done"
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(key.audit()) == TURNS - 2
    last = model.told[-1]
    assert isinstance(last, dict)
    assert (last["error"], last["retryable"], last["remaining_usd"]) == ("spend_cap_reached", False, 0.02)


async def test_stop(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The run ends at the first refusal, which its caller catches"""
    recipe, model = program("Pydantic AI"), Runaway(customer)
    agent = recipe["billing_agent"](FunctionModel(model.answer), "stop")
    with pytest.raises(CapExhausted):
        await agent.run("bill", deps=recipe["Deps"](key))
    assert model.turns == 3
    assert refused(key.audit()) == 1
    assert sandbox.charges(customer) == [2999, 2999]


async def test_a_rate_ends_no_run(slow_key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A refusal for which waiting helps is told to the model, also where others end the run"""
    recipe, model = program("Pydantic AI"), Runaway(customer)
    result = await recipe["billing_agent"](FunctionModel(model.answer), "stop").run(
        "bill", deps=recipe["Deps"](slow_key)
    )
    assert result.output == "done"
    assert isinstance(model.told[-1], dict)
    assert model.told[-1]["retryable"]
    assert sandbox.charges(customer) == [2999]


async def test_outage(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A payment whose answer was lost ends the run and is not left to the model"""
    recipe, model = program("Pydantic AI"), Runaway(customer)
    for _ in range(3):  # stripe's own repeats, under one idempotency key
        sandbox.lose_next_answer(customer)
    with pytest.raises(Exception, match="answer"):
        await recipe["billing_agent"](FunctionModel(model.answer)).run("bill", deps=recipe["Deps"](key))
    assert model.turns == 1
    assert sandbox.charges(customer) == [2999]
