"""A refusal is found in whatever an SDK or an HTTP library raises, and nothing else is taken for one."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import stripe
from twilio.base.exceptions import TwilioRestException
from world import Product

from keybrake import (
    CapExhausted,
    EndpointNotAllowed,
    Keybrake,
    KeyInvalid,
    RateLimited,
    Refused,
    Unavailable,
    UpstreamFailed,
    from_exception,
    from_response,
    tool_result,
)
from keybrake._refusal import refusal_of
from keybrake._registry import CALL_CODES

FORM = {"amount": "100", "currency": "usd"}


@pytest.fixture(scope="module")
def spent(keybrake: Keybrake) -> tuple[str, dict[str, str]]:
    """Address and headers of a call that its cap refuses."""
    key = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap="0.99", expires_in="10m")
    return f"{key.base_url}/v1/payment_intents", {"authorization": f"Bearer {key.secret.get_secret_value()}"}


def by_httpx2(url: str, headers: dict[str, str]) -> None:
    httpx2.post(url, data=FORM, headers=headers).raise_for_status()


def by_httpx(url: str, headers: dict[str, str]) -> None:
    httpx.post(url, data=FORM, headers=headers).raise_for_status()


def by_requests(url: str, headers: dict[str, str]) -> None:
    requests.post(url, data=FORM, headers=headers, timeout=30).raise_for_status()


def by_urllib(url: str, headers: dict[str, str]) -> None:
    urllib.request.urlopen(urllib.request.Request(url, b"amount=100&currency=usd", headers))


@pytest.mark.parametrize("send", [by_httpx2, by_httpx, by_requests, by_urllib])
def test_http_libraries(spent: tuple[str, dict[str, str]], send: Callable[[str, dict[str, str]], None]) -> None:
    with pytest.raises(Exception, match="429") as raised:
        send(*spent)
    refused = from_exception(raised.value)
    assert isinstance(refused, CapExhausted)
    assert refused.remaining_usd == Decimal("0.99")
    assert refused.call_id
    if isinstance(raised.value, urllib.error.HTTPError):
        raised.value.close()


async def test_aiohttp(spent: tuple[str, dict[str, str]]) -> None:
    url, headers = spent
    async with aiohttp.ClientSession() as session, session.post(url, data=FORM, headers=headers) as answer:
        assert isinstance(from_response(answer), CapExhausted)
        with pytest.raises(aiohttp.ClientResponseError) as raised:
            answer.raise_for_status()
    refused = from_exception(raised.value)
    assert isinstance(refused, CapExhausted)
    assert refused.remaining_usd == Decimal("0.99")


def test_a_key_that_is_none(product: Product) -> None:
    answer = httpx2.get(f"{product.url}/stripe/v1/charges", headers={"authorization": "Bearer sk_test_nothing"})
    assert isinstance(from_response(answer), KeyInvalid)


def refused(code: str = "cap_exhausted") -> Refused:
    return Refused("words", code=code, status=429)


def amounts_of(error: BaseException) -> dict[str, Any]:
    found = from_exception(error)
    assert found is not None
    return {name: value for name, value in found.details.items() if name.endswith("_usd")}


def test_amounts_are_exact_whichever_sdk_read_them_first(keybrake: Keybrake) -> None:
    asked = {"allowed_endpoints": ["*"], "max_usd_per_call": "0.001", "total_usd_cap": 1}
    with keybrake.issue(vendor="twilio", **asked) as key, pytest.raises(TwilioRestException) as by_twilio:
        key.twilio_client().messages.create(to="+14155550100", from_="+14155550101", body="x")
    with keybrake.issue(vendor="stripe", **asked) as key, pytest.raises(stripe.RateLimitError) as by_stripe:
        key.stripe_client().v1.payment_intents.create({"amount": 90, "currency": "usd"})
    for raised, cost in ((by_twilio, Decimal("0.0133")), (by_stripe, Decimal("0.9"))):
        amounts = amounts_of(raised.value)
        assert (amounts["cap_usd"], amounts["requested_usd"]) == (Decimal("0.001"), cost)
        assert {type(amount) for amount in amounts.values()} == {Decimal}


def test_what_an_answer_tells_the_model_leaves_is_json_as_the_proxy_writes_it(keybrake: Keybrake) -> None:
    asked = {"vendor": "stripe", "allowed_endpoints": ["*"], "total_usd_cap": "4.000003"}
    with keybrake.issue(**asked) as key, pytest.raises(stripe.RateLimitError) as raised:
        key.stripe_client().v1.payment_intents.create({"amount": 401, "currency": "usd"})
    assert '"remaining_usd": 4.000003,' in json.dumps(tool_result(raised.value))


@pytest.mark.parametrize(
    "amount", ["1e400", "1e999999999", "1e99999999999999999999", "NaN", "Infinity", "-1e99", "x", "9007199254.740992"]
)
def test_an_amount_that_is_none_is_left_out(amount: str) -> None:
    """Some of these would take all memory to write out, or the time of a thousand answers."""
    details = {"window": "total", "cap_usd": 1, "spent_usd": 0, "held_usd": 0}
    by_header = refusal_of(429, {"keybrake-code": "cap_exhausted", "keybrake-remaining-usd": amount}, b"")
    body = json.dumps({"keybrake": {**details, "cap_usd": "AMOUNT"}}).replace('"AMOUNT"', amount)
    by_body = refusal_of(429, {"keybrake-code": "cap_exhausted"}, body)
    for found in (by_header, by_body):
        assert isinstance(found, CapExhausted)
        assert found.remaining_usd is None
        assert (tool_result(found) or {})["remaining_usd"] is None


def test_an_answer_that_is_nested_without_end_is_read_without_its_details() -> None:
    found = refusal_of(429, {"keybrake-code": "cap_exhausted"}, b'{"keybrake":' * 200_000)
    assert isinstance(found, CapExhausted)


def test_causes_and_groups_are_looked_into() -> None:
    inner = refused()
    wrapped = RuntimeError("tool failed")
    wrapped.__cause__ = ValueError("in between")
    wrapped.__cause__.__cause__ = inner
    assert from_exception(wrapped) is inner

    class Group(Exception):
        exceptions = (KeyError("x"), wrapped)

    assert from_exception(Group()) is inner


def test_what_merely_happened_meanwhile_is_no_refusal() -> None:
    def handle() -> None:
        try:
            raise refused()
        except Refused:
            {}["missing"]

    with pytest.raises(KeyError) as raised:
        handle()
    assert isinstance(raised.value.__context__, Refused)
    assert from_exception(raised.value) is None


def test_an_exception_that_raises_when_it_is_looked_at_is_none_of_ours() -> None:
    def raising(_: object) -> Any:
        raise RuntimeError("not set")

    names = ("exceptions", "json_body", "headers", "response", "uri", "status", "code", "message", "content")
    sullen = type("Sullen", (Exception,), {name: property(raising) for name in names})
    assert from_exception(sullen()) is None
    assert from_response(sullen()) is None
    assert from_exception(type("Odd", (Exception,), {"exceptions": 5, "headers": 5, "response": 5})()) is None


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError(), ValueError()
    one.__cause__, two.__cause__ = two, one
    assert from_exception(one) is None


@pytest.mark.parametrize(
    "error",
    [
        ValueError("cap_exhausted"),
        stripe.CardError(
            "declined", None, "card_declined", json_body={"error": {"code": "x"}}, http_status=402, headers={}
        ),
        stripe.RateLimitError(
            "slow", http_status=429, json_body={"code": "cap_exhausted"}, headers={"request-id": "r"}
        ),
        httpx2.HTTPStatusError("x", request=httpx2.Request("GET", "http://x"), response=httpx2.Response(429)),
        SystemExit(904291),
        OSError(5, "x"),
    ],
)
def test_other_errors_are_none_of_ours(error: BaseException) -> None:
    assert from_exception(error) is None
    assert tool_result(error) is None


def test_a_vendors_body_alone_does_not_make_a_refusal() -> None:
    assert refusal_of(429, {"content-type": "application/json"}, {"keybrake": {"code": "cap_exhausted"}}) is None


@pytest.mark.parametrize("code", sorted(CALL_CODES))
def test_every_code_is_its_kind_from_the_header_alone(code: str) -> None:
    found = refusal_of(None, {"Keybrake-Code": code}, None)
    assert type(found) is CALL_CODES[code].kind
    assert (tool_result(found) is None) == isinstance(found, Unavailable)


def test_a_code_of_a_newer_proxy_is_told_apart_by_its_status() -> None:
    assert type(refusal_of(403, {"keybrake-code": "newer"}, b"")) is Refused
    assert type(refusal_of(503, {"keybrake-code": "newer"}, b"")) is Unavailable


def test_a_rate_that_is_used_up_says_how_long_to_wait(keybrake: Keybrake) -> None:
    with keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1, rate_limit="1/h") as key:
        payments = key.stripe_client().v1.payment_intents
        payments.create({"amount": 1, "currency": "usd"})
        with pytest.raises(stripe.RateLimitError) as raised:
            payments.create({"amount": 1, "currency": "usd"})
    answer = tool_result(raised.value)
    assert answer is not None
    assert (answer["code"], answer["retryable"]) == ("rate_limited", True)
    assert 0 < (answer["retry_after_s"] or 0) <= 3600


def test_only_waiting_makes_a_refusal_retryable() -> None:
    def retryable(kind: Any, code: str) -> bool:
        answer = tool_result(kind("words", code=code, retry=CALL_CODES[code].retry))
        assert answer is not None
        return answer["retryable"]

    assert retryable(RateLimited, "rate_limited")
    assert not retryable(CapExhausted, "cap_exhausted")
    assert not retryable(EndpointNotAllowed, "endpoint_not_allowed")
    assert tool_result(UpstreamFailed("words", code="upstream_timeout", retry="same_key")) is None
