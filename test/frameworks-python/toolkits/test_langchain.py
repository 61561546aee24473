import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from world import Sandbox

from conftest import program, refused
from keybrake import VaultKey
from keybrake.langchain import KeybrakeMiddleware

TURNS = 4


class Runaway(BaseChatModel):
    """Charges in each of its turns, whatever it is told, and then says it is done."""

    customer: str
    turns: int = 0

    @property
    def _llm_type(self) -> str:
        return "runaway"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "Runaway":
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        self.turns += 1
        said = AIMessage("done")
        if self.turns <= TURNS:
            call = {"name": "charge", "args": {"customer": self.customer, "cents": 2999}, "id": f"c{self.turns}"}
            said = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])


def told(state: dict[str, Any]) -> list[str]:
    return [str(one.content) for one in state["messages"] if isinstance(one, ToolMessage)]


@pytest.mark.framework("LangChain", "langchain")
@pytest.mark.parametrize("is_async", [False, True], ids=["blocking", "async"])
async def test_tell_model(key: VaultKey, customer: str, sandbox: Sandbox, is_async: bool) -> None:
    """The model reads the refusal; a retry middleware around it repeats nothing"""
    model = Runaway(customer=customer)
    agent = program("LangChain")["billing_agent"](key, model)
    question = {"messages": [("user", "bill")]}
    state = await agent.ainvoke(question) if is_async else agent.invoke(question)
    assert state["messages"][-1].content == "done"
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(key.audit()) == TURNS - 2
    last = json.loads(told(state)[-1])
    assert (last["error"], last["retryable"], last["remaining_usd"]) == ("spend_cap_reached", False, 0.02)


@pytest.mark.framework("LangChain", "langchain")
def test_stop(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The run ends at the first refusal"""
    model = Runaway(customer=customer)
    state = program("LangChain")["billing_agent"](key, model, "stop").invoke({"messages": [("user", "bill")]})
    assert model.turns == 3
    assert json.loads(told(state)[-1])["code"] == "cap_exhausted"
    assert refused(key.audit()) == 1
    assert sandbox.charges(customer) == [2999, 2999]


@pytest.mark.framework("LangChain", "langchain")
def test_a_rate_ends_no_run(slow_key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A refusal for which waiting helps is told to the model, also where others end the run"""
    model = Runaway(customer=customer)
    state = program("LangChain")["billing_agent"](slow_key, model, "stop").invoke({"messages": [("user", "bill")]})
    assert state["messages"][-1].content == "done"
    assert json.loads(told(state)[-1])["retryable"]
    assert sandbox.charges(customer) == [2999]


@pytest.mark.framework("LangChain", "langchain")
def test_outage(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A payment whose answer was lost is no tool's answer: the middleware lets the exception go on"""
    payments = key.stripe_client().v1.payment_intents

    def charge(customer: str, cents: int) -> str:
        """Charges a customer, in US cents."""
        sent = {"amount": cents, "currency": "usd", "customer": customer}
        return payments.create(sent, {"max_network_retries": 0}).id

    sandbox.lose_next_answer(customer)
    model = Runaway(customer=customer)
    with pytest.raises(Exception, match="answer"):
        create_agent(model, [charge], middleware=[KeybrakeMiddleware()]).invoke({"messages": [("user", "bill")]})
    assert model.turns == 1


@pytest.mark.framework("LangGraph", "langgraph")
def test_tool_node(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """A ToolNode answers with the refusal; its node's RetryPolicy repeats nothing"""
    model = Runaway(customer=customer)
    state = program("LangGraph")["billing_graph"](key, model).invoke({"messages": [("user", "bill")]})
    assert state["messages"][-1].content == "done"
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(key.audit()) == TURNS - 2
    assert json.loads(told(state)[-1])["error"] == "spend_cap_reached"
