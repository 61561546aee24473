import json
from typing import Any

import pytest
from crewai import Agent, Crew, Task
from crewai.llms.base_llm import BaseLLM
from crewai.tools import tool
from pydantic import Field
from world import Sandbox

from conftest import program, refused
from keybrake import VaultKey

pytestmark = pytest.mark.framework("CrewAI", "crewai")
TURNS = 4


class Runaway(BaseLLM):
    """Charges in each of its turns, a cent less each time, whatever it is told, and then says it is done."""

    customer: str = ""
    turns: int = 0
    told: list[str] = Field(default_factory=list)

    def call(self, messages: Any, *args: Any, **kwargs: Any) -> str:
        self.turns += 1
        self.told[:] = [str(messages)]
        if self.turns > TURNS:
            return "Thought: I am done\nFinal Answer: done"
        arguments = json.dumps({"customer": self.customer, "cents": 3000 - self.turns})
        return f"Thought: I charge\nAction: charge\nAction Input: {arguments}"

    def supports_function_calling(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "OTEL_SDK_DISABLED",
        "CREWAI_DISABLE_TELEMETRY",
        "CREWAI_DISABLE_TRACKING",
        "CREWAI_DISABLE_VERSION_CHECK",
    ):
        monkeypatch.setenv(name, "true")


def test_tell_model(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """The model reads the refusal; each of its calls is made once"""
    llm = Runaway(model="runaway", customer=customer)
    result = program("CrewAI")["billing_crew"](key, llm, customer).kickoff()
    assert str(result) == "done"
    assert sandbox.charges(customer) == [2999, 2998]
    assert refused(key.audit()) == TURNS - 2
    assert any("spend_cap_reached" in text for text in llm.told)


def test_without_the_wrapper(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    """Without the wrapper CrewAI makes each refused call six times"""
    payments = key.stripe_client().v1.payment_intents

    @tool("charge")
    def charge(customer: str, cents: int) -> dict:
        """Charges a customer, in US cents."""
        return {"id": payments.create({"amount": cents, "currency": "usd", "customer": customer}).id}

    llm = Runaway(model="runaway", customer=customer)
    biller = Agent(role="biller", goal="bill", backstory="", llm=llm, tools=[charge], max_iter=6)
    Crew(agents=[biller], tasks=[Task(description="Charge", expected_output="done", agent=biller)]).kickoff()
    assert sandbox.charges(customer) == [2999, 2998]
    assert refused(key.audit()) == 6 * (TURNS - 2)
