"""Flask, Django (WSGI and ASGI) and Starlette, each under a real server: the request's key, its cap and its end."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from processes import start
from world import ADMIN_KEY, Product, Sandbox

from keybrake import Keybrake

HERE = Path(__file__).resolve().parent
WSGI = [sys.executable, str(HERE / "serve_wsgi.py")]
ASGI = [sys.executable, "-m", "uvicorn", "--port", "0", "--log-level", "info"]
SERVERS = {
    "flask": ([*WSGI, "flask_app:app"], ""),
    "django, plain views": ([*WSGI, "django_app:application"], ""),
    "django, async views": ([*ASGI, "django_app:asgi_application"], "async/"),
    "starlette": ([*ASGI, "starlette_app:app"], ""),
}


@pytest.fixture(scope="module", params=SERVERS)
def web(request: pytest.FixtureRequest, product: Product) -> Iterator[str]:
    """Where the framework's routes are."""
    command, prefix = SERVERS[request.param]
    running = start(
        command,
        {
            "PYTHONPATH": str(HERE),
            "PYTHONUNBUFFERED": "1",
            "KEYBRAKE_URL": product.url,
            "KEYBRAKE_API_KEY": ADMIN_KEY,
        },
        ready=r"(?:running|listening) on (http://[\d.:]+)",
    )
    yield f"{running.url}/{prefix}"
    running.stop()


def ask(url: str, label: str, cents: int, times: int, budget: str) -> httpx2.Response:
    asked = {"label": label, "cents": cents, "times": times, "budget": budget}
    return httpx2.post(url, params=asked, timeout=60)


def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def status_of(keybrake: Keybrake, label: str) -> str:
    [key] = keybrake.keys(label=label)
    return key.status


def test_each_request_has_a_cap_of_its_own_and_a_refusal_is_a_problem(
    web: str, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    budgets = {f"cus_{name}_{number}": 10 * (number + 1) for number in range(6)}

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda label: ask(f"{web}charge", label, 1000, 4, str(budgets[label])), budgets))

    for (label, budget), answer in zip(budgets.items(), answers, strict=True):
        assert sandbox.charges(label) == [1000] * min(4, budget // 10)
        until(lambda label=label: status_of(keybrake, label) == "revoked")
        if budget >= 40:
            assert answer.status_code == 200
            assert len(answer.json()["paid"]) == 4
        else:
            assert (answer.status_code, answer.headers["content-type"]) == (402, "application/problem+json")
            assert (answer.json()["code"], answer.json()["retryable"]) == ("cap_exhausted", False)


def test_a_stream_has_its_key_to_the_end_and_a_client_that_hangs_up_is_the_end(
    web: str, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    label = f"cus_{name}"
    asked = {"label": label, "cents": 100, "times": 1, "budget": "500"}
    with httpx2.stream("POST", f"{web}stream", params=asked, timeout=60) as answer:
        lines = answer.iter_lines()
        assert all(next(lines).startswith("pi_") for _ in range(3))
        assert status_of(keybrake, label) == "active"
    until(lambda: status_of(keybrake, label) == "revoked")
    charged = len(sandbox.charges(label))
    time.sleep(0.3)

    assert 3 <= charged < 500
    assert len(sandbox.charges(label)) == charged, "nothing goes on behind the client's back"


def test_a_fault_of_the_program_s_own_stays_its_own_and_leaves_no_key(web: str, keybrake: Keybrake, name: str) -> None:
    assert ask(f"{web}broken", name, 1, 1, "1").status_code == 500
    until(lambda: status_of(keybrake, name) == "revoked")


# Under ASGI every stream is begun.
@pytest.mark.parametrize("web", ["flask", "django, plain views"], indirect=True)
def test_a_stream_that_nobody_reads_leaves_no_key(web: str, keybrake: Keybrake, name: str) -> None:
    assert ask(f"{web}never-begun", name, 1, 1, "1").status_code == 304
    until(lambda: status_of(keybrake, name) == "revoked")


# The others have no background tasks of their own.
@pytest.mark.parametrize("web", ["starlette"], indirect=True)
def test_a_background_task_has_the_key_and_ends_it(web: str, sandbox: Sandbox, keybrake: Keybrake, name: str) -> None:
    label = f"cus_{name}"
    assert ask(f"{web}later", label, 100, 1, "1").status_code == 200
    until(lambda: sandbox.charges(label) == [100])
    until(lambda: status_of(keybrake, label) == "revoked")
