"""Each request has its own cap, and its key ends when all that it started has ended."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from figures import figure, timed
from world import Sandbox

from keybrake import Keybrake

FULL = os.environ.get("KEYBRAKE_FULL") == "1"
REQUESTS = 20 if FULL else 6
TOOL_CALLS = 50 if FULL else 15


def ask(agent: httpx2.Client, path: str, run_id: str, prompt: str, budget_usd: str) -> httpx2.Response:
    return agent.post(path, json={"prompt": prompt, "budget_usd": budget_usd, "run_id": run_id})


def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def status_of(keybrake: Keybrake, run_id: str) -> str:
    [key] = keybrake.keys(label=f"agent-run-{run_id}")
    return key.status


@pytest.mark.job("proof; smaller in CI")
def test_concurrent_requests_keep_their_own_caps_and_their_models_are_told_to_stop(
    agent: httpx2.Client, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    # Request n may make n + 1 charges of 10 USD, so that no two budgets are alike.
    budgets = {f"{name}-{number}": 10 * (number + 1) for number in range(REQUESTS)}
    before = sandbox.executed("stripe")

    with timed() as took, ThreadPoolExecutor(REQUESTS) as pool:
        answers = dict(
            zip(
                budgets,
                pool.map(
                    lambda run: ask(agent, "/agent/run", run, f"charge 1000 {TOOL_CALLS}", str(budgets[run])), budgets
                ),
                strict=True,
            )
        )

    for run, answer in answers.items():
        assert answer.status_code == 200, answer.text
        results = answer.json()["result"]
        fit = budgets[run] // 10
        assert ["intent_id" in one for one in results] == [True] * fit + [False] * (TOOL_CALLS - fit)
        assert {(one["error"], one["retryable"]) for one in results[fit:]} == {("spend_cap_reached", False)}
        rows = list(keybrake.audit(label=f"agent-run-{run}"))
        assert sum(row.cost_usd for row in rows) == budgets[run]
        assert {row.vendor_object_id for row in rows if row.decision == "allowed"} == {
            one["intent_id"] for one in results[:fit]
        }
        assert status_of(keybrake, run) == "revoked"
    executed = sandbox.executed("stripe")[len(before) :]
    assert len(executed) == sum(range(1, REQUESTS + 1))
    assert sum(int(row["amount"]) for row in executed) == 100 * sum(budgets.values())
    figure(
        f"FastAPI under uvicorn, {REQUESTS} requests at once with {TOOL_CALLS} tool calls each, a budget each",
        f"{len(executed)} charges executed, {REQUESTS * TOOL_CALLS - len(executed)} refused, {took[0]:.0f} s",
    )


def test_background_tasks_spend_from_the_same_cap_and_the_key_ends_after_them(
    agent: httpx2.Client, keybrake: Keybrake, name: str
) -> None:
    answer = ask(agent, "/background", name, "charge 1000 3 50", "40")
    alive = status_of(keybrake, name)
    agent.post(f"/background/{name}/go-on").raise_for_status()
    until(lambda: agent.get(f"/background/{name}").json()["result"] is not None)
    later = agent.get(f"/background/{name}").json()["result"]

    assert ["intent_id" in one for one in answer.json()["result"]] == [True] * 3
    assert alive == "active", "its task has yet to work with it"
    assert ["intent_id" in one for one in later] == [True, False, False]
    assert later[1]["code"] == later[2]["code"] == "cap_exhausted"
    until(lambda: status_of(keybrake, name) == "revoked")


def test_a_key_of_function_scope_ends_before_the_response_and_its_tasks(
    agent: httpx2.Client, keybrake: Keybrake, name: str
) -> None:
    answer = ask(agent, "/background-too-late", name, "charge 1000 1", "40")
    assert status_of(keybrake, name) == "revoked", "the answer was not sent before"
    until(lambda: agent.get(f"/background/{name}").json()["result"] is not None)

    assert "intent_id" in answer.json()["result"][0]
    assert agent.get(f"/background/{name}").json()["result"][0]["code"] == "key_revoked"


def test_a_client_that_hangs_up_on_a_stream_ends_the_work_and_the_key(
    agent: httpx2.Client, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    body = {"prompt": "charge 100 500", "budget_usd": "500", "run_id": name}
    with agent.stream("POST", "/stream", json=body) as answer:
        lines = answer.iter_lines()
        first = [next(lines) for _ in range(3)]
        assert status_of(keybrake, name) == "active", "a stream's key lives as long as the stream"
    until(lambda: status_of(keybrake, name) == "revoked")
    charged = len(sandbox.charges(f"cus_{name}"))
    time.sleep(0.3)

    assert [line.split()[1] for line in first] == ["requires_payment_method"] * 3
    assert 3 <= charged < 500
    assert len(sandbox.charges(f"cus_{name}")) == charged, "nothing goes on behind the client's back"


def test_a_client_that_hangs_up_on_a_plain_answer_leaves_no_key(
    agent: httpx2.Client, keybrake: Keybrake, name: str
) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        agent.post(
            "/agent/run",
            json={"prompt": "charge 100 5 200", "budget_usd": "50", "run_id": name},
            timeout=httpx2.Timeout(30, read=0.3),
        )
    until(lambda: status_of(keybrake, name) == "revoked")


def test_a_revoke_from_outside_stops_a_request_midway(agent: httpx2.Client, keybrake: Keybrake, name: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ask, agent, "/agent/run", name, "charge 100 40 50", "1000")
        until(lambda: len(list(keybrake.audit(label=f"agent-run-{name}"))) >= 3)
        keybrake.revoke_where(label=f"agent-run-{name}")
        results = running.result().json()["result"]

    charged = [one for one in results if "intent_id" in one]
    assert 3 <= len(charged) < 40
    assert {one["code"] for one in results[len(charged) :]} == {"key_revoked"}


def test_a_plain_function_has_a_blocking_key_and_its_refusal_is_a_problem(
    agent: httpx2.Client, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    fine = ask(agent, "/plain", name, "charge 1000 2", "20")
    refused = ask(agent, "/plain", f"{name}-2", "charge 1000 3", "20")

    assert fine.status_code == 200
    assert len(sandbox.charges(f"cus_{name}")) == len(sandbox.charges(f"cus_{name}-2")) == 2
    assert (refused.status_code, refused.headers["content-type"]) == (402, "application/problem+json")
    said = refused.json()
    assert (said["code"], said["retryable"], Decimal(said["remaining_usd"])) == ("cap_exhausted", False, 0)
    assert keybrake.call(said["call_id"]).code == "cap_exhausted"
    assert status_of(keybrake, name) == status_of(keybrake, f"{name}-2") == "revoked"


@pytest.mark.parametrize(
    ("path", "prompt", "status", "code"),
    [
        ("/unguarded", "charge 5000 1", 402, "cap_exhausted"),
        ("/elsewhere", "charge 1 1", 403, "endpoint_not_allowed"),
        ("/own-answer", "charge 5000 1", 418, None),
        ("/broken", "charge 1 1", 500, None),
    ],
)
def test_an_exception_that_leaves_the_route_becomes_what_the_proxy_said(
    path: str, prompt: str, status: int, code: str | None, agent: httpx2.Client, keybrake: Keybrake, name: str
) -> None:
    answer = ask(agent, path, name, prompt, "20")

    assert answer.status_code == status
    assert (answer.json()["code"] if code else None) == code
    until(lambda: status_of(keybrake, name) == "revoked")


def test_the_dependency_is_no_part_of_the_described_interface(agent: httpx2.Client) -> None:
    # Not by the shared client: uvicorn closes the connection of a route that raised, and the pool may not know yet.
    route = httpx2.get(f"{agent.base_url}/openapi.json").json()["paths"]["/agent/run"]["post"]
    assert "parameters" not in route
    assert route["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/AgentRequest"
    }


def test_a_call_whose_answer_is_lost_is_repeated_by_the_sdk_and_counted_once(
    agent: httpx2.Client, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    sandbox.lose_next_answer(f"cus_{name}")
    answer = ask(agent, "/plain", name, "charge 1000 1", "10")

    assert answer.status_code == 200, answer.text
    assert sandbox.charges(f"cus_{name}") == [1000]
    assert sum(row.cost_usd for row in keybrake.audit(label=f"agent-run-{name}", decision="allowed")) == 10
