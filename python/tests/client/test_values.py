"""Money stays exact, times have zones, secrets stay secret."""

import json
import logging
import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from keybrake import AsyncKeybrake, CapExhausted, Keybrake, KeybrakeError, Refused, Unavailable
from keybrake._json import dumps, loads
from keybrake.testing import FakeKeybrake


def sent(**fields: Any) -> dict[str, Any]:
    """The body of an issue with these fields."""
    bodies: list[bytes] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.content)
        return httpx2.Response(409, json={"code": "run_closed", "detail": "x"})

    with pytest.raises(KeybrakeError), httpx2.Client(transport=httpx2.MockTransport(answer)) as http:
        Keybrake("http://k.test", "x", http_client=http).issue(vendor="stripe", allowed_endpoints=["*"], **fields)
    return json.loads(bodies[0])


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("0.1"), "0.1"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        ("0.000001", "0.000001"),
        (7, 7),
        (Decimal("9007199254.740991"), "9007199254.740991"),
    ],
)
def test_amounts_are_sent_as_they_are(amount: Any, text: Any) -> None:
    assert sent(total_usd_cap=amount)["total_usd_cap"] == text
    assert sent(caps={"refund": {"daily_usd_cap": amount}})["caps"]["refund"]["daily_usd_cap"] == text


@pytest.mark.parametrize("fields", [{"total_usd_cap": 0.1}, {"caps": {"refund": 0.1}}, {"total_usd_cap": float("nan")}])
def test_a_float_is_no_amount(fields: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="float"):
        Keybrake("http://k.test", "x").issue(vendor="stripe", allowed_endpoints=["*"], **fields)


def test_what_no_field_takes_is_told_with_its_place() -> None:
    with pytest.raises(TypeError, match=r"tags\.a"):
        dumps({"tags": {"a": object()}})
    with pytest.raises(TypeError, match="no amount"):
        dumps({"total_usd_cap": Decimal("NaN")})


def test_times_need_a_zone_and_durations_whole_seconds() -> None:
    assert sent(expires_at=datetime(2030, 1, 1, tzinfo=timezone.utc))["expires_at"] == "2030-01-01T00:00:00Z"
    assert sent(expires_in=timedelta(minutes=30))["expires_in"] == 1800
    with pytest.raises(TypeError, match="zone"):
        dumps({"expires_at": datetime(2030, 1, 1)})  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(TypeError, match="whole seconds"):
        dumps({"expires_in": timedelta(milliseconds=1500)})


def test_numbers_are_read_exactly() -> None:
    assert loads(b'{"cap_usd": 9007199254.740991, "n": 60}') == {"cap_usd": Decimal("9007199254.740991"), "n": 60}


def test_the_secret_is_shown_only_when_asked_for(fake_keybrake: FakeKeybrake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with fake_keybrake.client() as keybrake:
        key = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1)
        secret = key.secret.get_secret_value()
        assert secret.startswith("vault_key_")
        shown = [repr(one) for one in (key, key.info, vars(key), keybrake, vars(keybrake))]
        shown += [str(key), key.info.model_dump_json()]
        key.stripe_client().v1.payment_intents.create({"amount": 1, "currency": "usd"})
        shown += [repr(key.twilio_client()), repr(key.resend()), caplog.text]
    assert [text for text in shown if secret in text or keybrake_credential in text] == []


keybrake_credential = FakeKeybrake.api_key


def test_neither_keys_nor_clients_are_pickled(fake_keybrake: FakeKeybrake) -> None:
    with fake_keybrake.client() as keybrake:
        key = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1)
        for one in (key, keybrake, fake_keybrake.async_client()):
            with pytest.raises(TypeError, match="never pickled"):
                pickle.dumps(one)


def test_errors_cross_processes_whole() -> None:
    error = CapExhausted(
        "words", code="cap_exhausted", status=429, call_id="c", details={"remaining_usd": Decimal("0.02")}
    )
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again), str(again)) == (CapExhausted, vars(error), "words")
    assert issubclass(CapExhausted, Refused)
    assert not issubclass(Unavailable, Refused)


@pytest.mark.parametrize("client", [Keybrake, AsyncKeybrake])
def test_settings_come_from_the_environment(client: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYBRAKE_URL", "https://keybrake.example/")
    monkeypatch.setenv("KEYBRAKE_API_KEY", "from-the-environment")
    assert client().url == "https://keybrake.example"
    assert client(url="http://other:1").url == "http://other:1"
    monkeypatch.delenv("KEYBRAKE_API_KEY")
    with pytest.raises(ValueError, match="KEYBRAKE_API_KEY"):
        client()


@pytest.mark.parametrize("url", ["keybrake:8787", "ftp://x", "http://user:word@x", "http://x?y=1", "http://"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="url of Keybrake") as raised:
        Keybrake(url, "secret_value")
    assert "word@" not in str(raised.value)
    assert "secret_value" not in str(raised.value)


@pytest.mark.parametrize("client", [Keybrake, AsyncKeybrake])
@pytest.mark.parametrize("wrap", [str, SecretStr])
@pytest.mark.parametrize("credential", ["kb_secret\n", " kb_secret", "kb_secr\u00e9t", "kb_secret\r\nx: y"])
def test_a_credential_that_no_header_carries_is_refused_without_being_repeated(
    client: type, wrap: type, credential: str
) -> None:
    with pytest.raises(ValueError, match="visible ASCII") as raised:
        client("http://k.test", wrap(credential))
    assert "kb_secr" not in f"{raised.value!r} {raised.value.__cause__!r}"


@pytest.mark.parametrize("name", ["", "\u043a\u043b\u044e\u0447", "job\n1", "job 1 "])
def test_an_idempotency_key_that_no_header_carries_is_refused_before_anything_is_issued(name: str) -> None:
    """An empty one above all: made up anew with each attempt, it would be a new key with a new cap each time."""
    with pytest.raises(ValueError, match="idempotency_key"):
        Keybrake("http://k.test", "x").issue(
            vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1, idempotency_key=name
        )
