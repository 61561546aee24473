"""Retries, timeouts and answers that are no answers, by both clients over a scripted network."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from blocking import Blocking

from keybrake import (
    AdminError,
    AsyncKeybrake,
    InvalidRequest,
    Keybrake,
    KeybrakeError,
    ProxyUnavailable,
    Unavailable,
)

URL, KEY = "http://keybrake.test", "admin_secret_value"
BUDGETS: dict[str, Any] = {"data": [], "next_cursor": None}


class Network:
    """Answers from a list: an exception is raised, a status is an empty problem, a dict a 200."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.requests = list(answers), []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            code = {503: "ledger_unavailable", 409: "run_closed"}.get(answer, "internal")
            return httpx2.Response(answer, json={"code": code, "detail": "words"})
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)


@pytest.fixture(params=["blocking", "async"])
def over(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Network], Blocking]:
    monkeypatch.setattr("keybrake._exchange.FIRST_PAUSE_S", 0.001)

    def make(network: Network, **settings: Any) -> Blocking:
        transport = httpx2.MockTransport(network)
        if request.param == "blocking":
            return Blocking(Keybrake(URL, KEY, http_client=httpx2.Client(transport=transport), **settings), None)
        import asyncio

        client = AsyncKeybrake(URL, KEY, http_client=httpx2.AsyncClient(transport=transport), **settings)
        return Blocking(client, asyncio.new_event_loop())

    return make


def test_a_read_is_repeated_when_no_answer_comes(over: Any) -> None:
    network = Network(httpx2.ConnectError("refused"), 503, BUDGETS)
    client = over(network)
    assert client.all(client.client.budgets()) == []
    assert len(network.requests) == 3


def test_a_read_is_repeated_no_more_often_than_said(over: Any) -> None:
    network = Network(503, 503, 503, 503)
    client = over(network, retries=1)
    with pytest.raises(ProxyUnavailable):
        client.run(client.client.brake)
    assert len(network.requests) == 2


def test_an_issue_is_repeated_under_one_idempotency_key(over: Any) -> None:
    network = Network(httpx2.ReadTimeout("late"), httpx2.ReadTimeout("late"), 409)
    client = over(network)
    with pytest.raises(KeybrakeError, match="words"):
        client.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap="1")
    keys = {request.headers["idempotency-key"] for request in network.requests}
    assert len(network.requests) == 3
    assert len(keys) == 1


def test_two_issues_have_two_idempotency_keys(over: Any) -> None:
    network = Network(409, 409)
    client = over(network)
    for _ in range(2):
        with pytest.raises(KeybrakeError):
            client.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap="1")
    assert len({request.headers["idempotency-key"] for request in network.requests}) == 2


@pytest.mark.parametrize("answer", [503, httpx2.ReadTimeout("late")])
@pytest.mark.parametrize(
    "change",
    [
        lambda client: client.set_brake(True, reason="drill"),
        lambda client: client.change_key("key_1", total_usd_cap="2"),
        lambda client: client.create_budget("month", total_usd_cap="2"),
        lambda client: client.revoke_where(label="x"),
    ],
)
def test_a_change_is_never_repeated(over: Any, change: Callable[[Any], Any], answer: Any) -> None:
    network = Network(answer)
    client = over(network)
    with pytest.raises(Unavailable):
        client.run(lambda: change(client.client))
    assert len(network.requests) == 1


def test_what_the_proxy_refuses_is_not_repeated(over: Any) -> None:
    network = Network(409)
    client = over(network)
    with pytest.raises(AdminError):
        client.run(lambda: client.client.key("key_1"))
    assert len(network.requests) == 1


def test_no_answer_says_why_and_keeps_its_cause(over: Any) -> None:
    client = over(Network(httpx2.ConnectError("connection refused")), retries=0)
    with pytest.raises(Unavailable, match="connection refused") as raised:
        client.run(client.client.brake)
    assert (raised.value.code, raised.value.status) == ("unreachable", None)
    assert isinstance(raised.value.__cause__, httpx2.ConnectError)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"engaged": "html"}', b"", b"[" * 200_000])
def test_an_answer_that_is_none_is_told_without_repeating_it(over: Any, body: bytes) -> None:
    client = over(Network(httpx2.Response(200, content=body)))
    with pytest.raises(AdminError) as raised:
        client.run(client.client.brake)
    assert raised.value.code == "unreadable_answer"
    assert "html" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_gateway_in_between_is_no_refusal(over: Any) -> None:
    client = over(Network(httpx2.Response(502, content=b"<h1>Bad gateway</h1>")), retries=0)
    with pytest.raises(Unavailable):
        client.run(client.client.brake)


@pytest.mark.parametrize("errors", ["x", 5, [5], [{"pointer": "/a"}], {"a": 1}])
def test_faults_of_fields_in_no_form_of_ours_are_read_as_far_as_they_go(over: Any, errors: Any) -> None:
    client = over(Network(httpx2.Response(422, json={"code": "invalid_request", "detail": "words", "errors": errors})))
    with pytest.raises(InvalidRequest, match="words") as raised:
        client.run(client.client.brake)
    assert all(one.pointer == "/a" for one in raised.value.errors)


def test_a_code_of_a_newer_proxy_is_still_an_error_of_its_kind(over: Any) -> None:
    newer = httpx2.Response(403, json={"code": "from_the_future", "detail": "words"})
    client = over(Network(newer))
    with pytest.raises(AdminError) as raised:
        client.run(client.client.brake)
    assert raised.value.code == "from_the_future"


def test_it_waits_as_long_as_it_is_asked_to_but_not_for_ever(over: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keybrake._exchange.PAUSE_MAX_S", 0.3)
    busy = httpx2.Response(503, json={"code": "ledger_unavailable", "detail": "x"}, headers={"retry-after": "3600"})
    client = over(Network(busy, BUDGETS))
    began = time.monotonic()
    client.all(client.client.budgets())
    assert 0.3 <= time.monotonic() - began < 10


def test_pages_are_read_to_the_end_with_every_filter(over: Any) -> None:
    network = Network({"data": [], "next_cursor": "c2"}, {"data": [], "next_cursor": None})
    client = over(network)
    client.all(client.client.audit(run="r 1", tags={"partition": "a&b"}, min_usd="0.10", since="2026-01-01T00:00:00Z"))
    first, second = (dict(request.url.params) for request in network.requests)
    assert first == {
        "run": "r 1",
        "min_usd": "0.10",
        "kind": "call",
        "limit": "1000",
        "from": "2026-01-01T00:00:00Z",
        "tag.partition": "a&b",
    }
    assert second == {**first, "cursor": "c2"}


def test_ids_cannot_leave_their_path(over: Any) -> None:
    network = Network(409)
    client = over(network)
    with pytest.raises(KeybrakeError):
        client.run(lambda: client.client.key("../brake?x=1"))
    assert network.requests[0].url.raw_path == b"/vault/keys/..%2Fbrake%3Fx%3D1"
    with pytest.raises(ValueError, match="no id"):
        client.run(lambda: client.client.key(".."))


def test_an_injected_httpx_client_works_and_stays_open() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("brake"):
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=BUDGETS)

    with httpx.Client(transport=httpx.MockTransport(answer)) as mine:
        with Keybrake(URL, KEY, http_client=mine, retries=0) as keybrake:
            assert list(keybrake.budgets()) == []
            with pytest.raises(Unavailable):
                keybrake.brake()
        assert not mine.is_closed
        assert "authorization" not in mine.headers
