"""Leaving a block, or an issue, when something is wrong: nothing hangs, nothing is hidden, no key is left without need."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from world import ADMIN_KEY, Product

from keybrake import AsyncKeybrake, Keybrake, VaultKey
from keybrake._key import REVOKE_TIMEOUT_S

PAYMENTS = {"vendor": "stripe", "allowed_endpoints": ["payment_intents.*"], "total_usd_cap": 1, "expires_in": "10m"}


@contextlib.contextmanager
def relay(product: Product, revokes: Any, lost_answers: int = 0) -> Iterator[str]:
    """The product as it is, but for revokes, which `revokes(handler)` answers, and the first answers, which are lost."""
    left = [lost_answers]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name: self.headers[name] for name in ("authorization", "content-type", "idempotency-key")}
            answer = httpx2.post(product.url + self.path, content=body, headers=headers)
            if left[0] > 0:
                left[0] -= 1
                self.close_connection = True
                return
            answered(self, answer.status_code, answer.content)

        def do_DELETE(self) -> None:
            revokes(self)

        def log_message(self, *_: object) -> None:
            """Tests read nothing of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def answered(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def says_nothing(_: BaseHTTPRequestHandler) -> None:
    time.sleep(REVOKE_TIMEOUT_S * 2)


def fails(handler: BaseHTTPRequestHandler) -> None:
    answered(handler, 500, b'{"code": "internal", "detail": "x"}')


def is_busy(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(503)
    handler.send_header("retry-after", "60")
    handler.send_header("content-length", "0")
    handler.end_headers()


def is_undecodable(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-encoding", "gzip")
    handler.send_header("content-length", "9")
    handler.end_headers()
    handler.wfile.write(b"not a zip")


@pytest.mark.parametrize("revokes", [says_nothing, fails, is_busy, is_undecodable])
def test_a_revoke_that_fails_neither_hangs_nor_hides_the_programs_error(
    product: Product, revokes: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with relay(product, revokes) as url, Keybrake(url, ADMIN_KEY) as keybrake:
        key = keybrake.issue(**PAYMENTS)
        began = time.monotonic()
        with pytest.raises(ZeroDivisionError), key:
            raise ZeroDivisionError
        assert time.monotonic() - began < REVOKE_TIMEOUT_S + 3
    assert key.id in caplog.text
    assert caplog.records[-1].levelno == logging.WARNING


def test_a_client_that_was_closed_too_early_hides_nothing(product: Product, caplog: pytest.LogCaptureFixture) -> None:
    keybrake = Keybrake(product.url, ADMIN_KEY)
    key = keybrake.issue(**PAYMENTS)
    keybrake.close()
    with pytest.raises(ZeroDivisionError), key:
        raise ZeroDivisionError
    assert key.id in caplog.text


async def test_an_async_client_that_was_closed_too_early_hides_nothing(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    keybrake = AsyncKeybrake(product.url, ADMIN_KEY)
    key = await keybrake.issue(**PAYMENTS)
    await keybrake.aclose()
    with pytest.raises(ZeroDivisionError):
        async with key:
            raise ZeroDivisionError
    assert key.id in caplog.text


def test_an_issue_whose_answers_are_lost_makes_one_key(product: Product, keybrake: Keybrake, name: str) -> None:
    with relay(product, fails, lost_answers=2) as url, Keybrake(url, ADMIN_KEY) as over_the_relay:
        key = over_the_relay.issue(**PAYMENTS, label=name, run=name)
    assert [one.id for one in keybrake.keys(label=name)] == [key.id]
    assert keybrake.revoke(key.id).status == "revoked"


async def test_an_issue_that_is_cancelled_at_any_moment_leaves_no_live_key(
    product: Product, keybrake: Keybrake, name: str
) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as client:

        async def agent() -> None:
            async with await client.issue(**PAYMENTS, label=name):
                await asyncio.sleep(60)

        for moment in range(16):
            task = asyncio.create_task(agent())
            await asyncio.sleep(moment * 0.001)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    keys = list(keybrake.keys(label=name))
    assert keys, "some were issued before they were cancelled"
    assert {key.status for key in keys} == {"revoked"}


async def test_a_cancelled_issue_by_a_name_of_the_programs_own_is_left_to_it(
    product: Product, keybrake: Keybrake, name: str
) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as client:
        other = await client.issue(**PAYMENTS, idempotency_key=name)
        again = asyncio.create_task(client.issue(**PAYMENTS, idempotency_key=name))
        await asyncio.sleep(0)
        again.cancel()
        with pytest.raises(asyncio.CancelledError):
            await again
        assert (await other.refresh()).status == "active"


async def test_a_cancelled_issue_that_cannot_be_withdrawn_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody answers at all; the program still gets its cancellation, and in time."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        async with AsyncKeybrake(f"http://127.0.0.1:{mute.getsockname()[1]}", ADMIN_KEY) as client:
            began = time.monotonic()
            task = asyncio.create_task(client.issue(**PAYMENTS))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    assert time.monotonic() - began < REVOKE_TIMEOUT_S + 3
    assert "cancelled" in caplog.text


def in_child(work: Any) -> int:
    """Runs it in a process that is forked off here, and ends that without anything of this one's. Its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_does_not_end_its_parents_key(keybrake: Keybrake) -> None:
    def leave(key: VaultKey) -> None:
        with key:
            pass

    with keybrake.issue(**PAYMENTS) as key:
        assert in_child(lambda: leave(key)) == 0
        assert keybrake.key(key.id).status == "active"
    assert keybrake.key(key.id).status == "revoked"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_has_connections_of_its_own(product: Product) -> None:
    """On one connection the child would read what was answered to the parent, and the parent would wait for ever."""
    accepted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            accepted.append(self.client_address)
            answered(self, 200, b'{"data": [], "next_cursor": null}')

        def log_message(self, *_: object) -> None:
            """Tests read nothing of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Keybrake(f"http://127.0.0.1:{server.server_port}", ADMIN_KEY) as keybrake:
            for _ in range(2):
                assert list(keybrake.budgets()) == []
            assert in_child(lambda: list(keybrake.budgets())) == 0
            assert list(keybrake.budgets()) == []
    finally:
        server.shutdown()
        server.server_close()
    parent, again, child, after = accepted
    assert parent == again == after
    assert child != parent
