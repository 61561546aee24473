"""The published FastAPI program under real uvicorn: each request keeps its own cap, whatever its agent does."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest

from conftest import ADMIN_KEY, HERE, SEEDS
from keybrake_admin import Admin, calls_weighted
from processes import start
from vendor import Vendor

REQUESTS = 20
TOOL_CALLS = 50
STOP = {"error": "spend_cap_reached", "message": "Budget exhausted for this agent run. Do not retry."}


@pytest.fixture(scope="module")
def agent(proxy: str) -> Iterator[httpx.Client]:
    running = start(
        [sys.executable, "-m", "uvicorn", "agent_server:app", "--port", "0", "--log-level", "info"],
        {
            "PYTHONPATH": f"{HERE}:{SEEDS}",
            "PYTHONUNBUFFERED": "1",
            "KEYBRAKE_URL": proxy,
            "KEYBRAKE_ADMIN_KEY": ADMIN_KEY,
        },
        ready=r"running on (http://[\d.:]+)",
    )
    with httpx.Client(base_url=running.url, timeout=180) as client:
        yield client
    running.stop()


def ask(agent: httpx.Client, run_id: str, prompt: str, budget_usd: float, path: str = "/agent/run") -> list[dict]:
    answer = agent.post(path, json={"prompt": prompt, "budget_usd": budget_usd, "run_id": run_id})
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def test_twenty_concurrent_requests_of_fifty_tool_calls_each_keep_their_own_cap(
    agent: httpx.Client, admin: Admin, vendor: Vendor, name: str
) -> None:
    # Request n may make n + 1 charges of 10 USD, so that no two budgets are alike.
    budgets = {f"{name}-{number}": 10.0 * (number + 1) for number in range(REQUESTS)}
    started = datetime.now(UTC)
    before = len(vendor.charges())

    with ThreadPoolExecutor(REQUESTS) as pool:
        results = dict(zip(budgets, pool.map(lambda run: ask(agent, run, f"charge 1000 {TOOL_CALLS}", budgets[run]), budgets)))

    for run, answers in results.items():
        fit = int(budgets[run] / 10)
        assert [answer.get("object") for answer in answers[:fit]] == ["payment_intent"] * fit
        assert answers[fit:] == [STOP] * (TOOL_CALLS - fit), "the model is told to stop, in the words of the program"
    executed = vendor.charges()[before:]
    assert len(executed) == sum(range(1, REQUESTS + 1))
    assert sum(charge["amount"] for charge in executed) == 100 * sum(budgets.values())

    # The audit log by label, as the page promises: every call with its amount, its time and its response code.
    for run, answers in results.items():
        fit = int(budgets[run] / 10)
        rows = admin.audit(label=f"agent-run-{run}")
        allowed = [row for row in rows if row["decision"] == "allowed"]
        refused = [row for row in rows if row["decision"] == "refused"]
        assert {row["vendor_object_id"] for row in allowed} == {answer["id"] for answer in answers[:fit]}
        assert all((row["cost_usd"], row["status"], row["currency"]) == (10, 200, "usd") for row in allowed)
        assert calls_weighted(refused) == TOOL_CALLS - fit
        assert {(row["status"], row["code"]) for row in refused} == {(429, "cap_exhausted")}
        assert all(started <= datetime.fromisoformat(row["time"]) <= datetime.now(UTC) for row in rows)
        assert {row["key_label"] for row in rows} == {f"agent-run-{run}"}
        assert {row["path"] for row in rows} == {"/v1/payment_intents"}


def test_background_tasks_spend_from_the_same_cap(agent: httpx.Client, admin: Admin, name: str) -> None:
    answers = ask(agent, name, "charge 1000 3", 40.0, path="/agent/run-and-go-on")
    assert [answer.get("object") for answer in answers] == ["payment_intent"] * 3

    later = background_result(agent, name)

    assert [answer.get("object") for answer in later[:1]] == ["payment_intent"]
    assert later[1:] == [STOP] * 2
    assert sum(row["cost_usd"] for row in admin.audit(label=f"agent-run-{name}", decision="allowed")) == 40


def test_a_delete_stops_a_request_midway(agent: httpx.Client, admin: Admin, vendor: Vendor, name: str) -> None:
    label = f"agent-run-{name}"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ask, agent, name, "charge 100 40 50", 1000.0)
        wait_until(lambda: len(admin.audit(label=label)) >= 3)
        [key] = admin.keys(label=label)
        revoked = admin.revoke(key["id"])
        at_the_answer = len(vendor.charges())
        answers = running.result()

    assert revoked["status"] == "revoked"
    charged = [answer for answer in answers if answer.get("object") == "payment_intent"]
    assert 3 <= len(charged) < 40
    assert answers[len(charged) :] == [{"error": "tool_failed", "status": 401, "code": "key_revoked"}] * (40 - len(charged))
    # One call may have been on its way when the DELETE was answered; none started after.
    assert len(vendor.charges()) - at_the_answer <= 1
    assert calls_weighted(admin.audit(label=label, code="key_revoked")) == 40 - len(charged)


def background_result(agent: httpx.Client, run_id: str) -> list[dict]:
    result = lambda: agent.get(f"/agent/background/{run_id}").json()["result"]  # noqa: E731
    wait_until(lambda: result() is not None)
    return result()


def wait_until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
