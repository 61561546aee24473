"""A proxy that the environment names never gets to read a credential or a vault key, whichever library sends it."""

import socket
import threading
from collections.abc import Iterator

import httpx2
import pytest
from world import ADMIN_KEY, Product

from keybrake import AsyncKeybrake, Keybrake
from keybrake._settings import may_use_proxies

ANYTHING = {"allowed_endpoints": ["*"], "total_usd_cap": 5, "expires_in": "10m"}
EMAIL = {"from": "shop@example.com", "to": ["a@example.org"], "subject": "Receipt", "text": "Thank you."}
SMS = {"to": "+14155550100", "from_": "+14155550101", "body": "1234"}
PAYMENT = {"amount": 100, "currency": "usd"}


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What arrives at the proxy that every variable names. It answers nothing that a client would take."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65_536))
                connection.sendall(b"HTTP/1.1 502 Overheard\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    threading.Thread(target=listen, daemon=True).start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    yield heard
    listening.close()


def test_the_proxy_of_this_test_is_one(overheard: list[bytes], product: Product) -> None:
    """Without this, the others could pass because nothing reads the variables."""
    assert httpx2.get(f"{product.url}/healthz").status_code == 502
    assert b"/healthz" in overheard[0]


def test_blocking(overheard: list[bytes], product: Product) -> None:
    with Keybrake(product.url, ADMIN_KEY) as keybrake:
        with keybrake.issue(vendor="stripe", **ANYTHING) as key, key.http_client() as http:
            key.stripe_client().v1.payment_intents.create(PAYMENT)
            assert http.get("/v1/charges").status_code == 200
        with keybrake.issue(vendor="twilio", **ANYTHING) as key:
            key.twilio_client().messages.create(**SMS)
        with keybrake.issue(vendor="resend", **ANYTHING) as key:
            key.resend().Emails.send(EMAIL)
    assert overheard == []


async def test_async(overheard: list[bytes], product: Product) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as keybrake:
        async with await keybrake.issue(vendor="stripe", **ANYTHING) as key, key.http_client() as http:
            await key.stripe_client().v1.payment_intents.create_async(PAYMENT)
            assert (await http.get("/v1/charges")).status_code == 200
        async with await keybrake.issue(vendor="twilio", **ANYTHING) as key:
            await key.twilio_client().messages.create_async(**SMS)
        async with await keybrake.issue(vendor="resend", **ANYTHING) as key:
            await key.resend().Emails.send_async(EMAIL)
    assert overheard == []


def test_a_tunnel_is_no_reader() -> None:
    assert may_use_proxies("https://keybrake.example")
    assert not may_use_proxies("http://keybrake.example")
