"""The fake passes the scenarios that the product passes, so a test that runs on it says something about the product."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
import stripe
from blocking import Blocking
from scenarios import SCENARIOS, Actor, play
from twilio.base.exceptions import TwilioRestException

from keybrake import BrakeEngaged, CallRow, CapExhausted, IdempotencyConflict, KeybrakeError, KeyRevoked, from_exception
from keybrake.testing import FakeKeybrake

MODELLED = [one for one in SCENARIOS if not one.get("own_proxy")]


class JudgeOfFake:
    """What the scenarios ask the sandbox, asked of the fake."""

    def __init__(self, fake: FakeKeybrake) -> None:
        self._fake = fake

    def charges(self, customer: str) -> list[int]:
        return [int(row["amount"]) for row in self._fake.executed("stripe") if row.get("customer") == customer]

    def lose_next_answer(self, _: str) -> None:
        self._fake.lose_next_answer()


@pytest.mark.parametrize("kind", ["blocking", "async"])
@pytest.mark.parametrize("scenario", MODELLED, ids=[one["name"] for one in MODELLED])
def test_scenario(fake_keybrake: FakeKeybrake, scenario: dict[str, Any], kind: str, name: str) -> None:
    client = Blocking.of(kind, fake_keybrake.url, fake_keybrake.api_key)
    steps = json.loads(json.dumps(scenario["steps"]).replace("{name}", name))
    play(Actor(client, JudgeOfFake(fake_keybrake), None), steps)
    client.close()


def test_vendor_sdks_raise_their_own_exceptions(fake_keybrake: FakeKeybrake) -> None:
    with fake_keybrake.client() as keybrake:
        everything = {"allowed_endpoints": ["*"], "total_usd_cap": "0.0134"}
        with pytest.raises(stripe.RateLimitError) as at_stripe:
            keybrake.issue(vendor="stripe", **everything).stripe_client().v1.payment_intents.create(
                {"amount": 2, "currency": "usd"}
            )
        messages = keybrake.issue(vendor="twilio", **everything).twilio_client().messages
        sent = messages.create(to="+14155550100", from_="+14155550101", body="x")
        assert messages(sent.sid).fetch().body == "x"
        with pytest.raises(TwilioRestException) as at_twilio:
            messages.create(to="+14155550100", from_="+14155550101", body="x")
        emails = keybrake.issue(vendor="resend", **everything).resend().Emails
        assert emails.send({"from": "a@example.com", "to": ["b@example.com"], "subject": "x", "text": "y"})["id"]
    for raised in (at_stripe, at_twilio):
        assert isinstance(from_exception(raised.value), CapExhausted)
    assert [row["vendor"] for row in fake_keybrake.executed()] == ["twilio", "resend"]


def test_time_moves_only_when_told_to(fake_keybrake: FakeKeybrake) -> None:
    with fake_keybrake.client() as keybrake:
        key = keybrake.issue(vendor="resend", allowed_endpoints=["*"], daily_usd_cap="0.0009", expires_in="7d")
        email = {"from": "a@example.com", "to": ["b@example.com"], "subject": "x", "text": "y"}
        key.resend().Emails.send(email)
        with pytest.raises(Exception, match="Spend cap") as raised:
            key.resend().Emails.send(email)
        assert isinstance(from_exception(raised.value), CapExhausted)
        fake_keybrake.advance(timedelta(days=1))
        key.resend().Emails.send(email)
        fake_keybrake.advance(timedelta(days=6))
        assert key.refresh().status == "expired"


def test_a_repeat_under_its_idempotency_key_counts_once(fake_keybrake: FakeKeybrake) -> None:
    """Stripe's SDK repeats a lost call by itself, with the same key."""
    with fake_keybrake.client() as keybrake:
        key = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap="30", run="r")
        payments = key.stripe_client().v1.payment_intents
        payment = {"amount": 2999, "currency": "usd"}
        fake_keybrake.lose_next_answer()
        first = payments.create(payment, {"idempotency_key": "one"})
        assert payments.create(payment, {"idempotency_key": "one"}).id == first.id
        assert {(line.spent_usd, line.held_usd) for line in key.spend()} == {(Decimal("29.99"), Decimal(0))}
        with pytest.raises(stripe.IdempotencyError) as raised:
            payments.create({"amount": 1, "currency": "usd"}, {"idempotency_key": "one"})
        assert isinstance(from_exception(raised.value), IdempotencyConflict)
        other = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap="30", run="r")
        other.stripe_client().v1.payment_intents.create(payment, {"idempotency_key": "one"})
        assert [line.spent_usd for line in other.spend()] == [Decimal("29.99")] * 2
        rows = [row for row in keybrake.audit(run="r", decision="allowed") if isinstance(row, CallRow)]
        assert [row.state for row in rows] == ["settled"] * 4
        assert [row.cost_usd for row in rows] == [Decimal("29.99"), 0, 0, Decimal("29.99")]
    assert len(fake_keybrake.executed()) == 1


def test_brake_and_revoke_by_label(fake_keybrake: FakeKeybrake) -> None:
    with fake_keybrake.client() as keybrake:
        key = keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=5, label="nightly")
        keybrake.set_brake(True, reason="drill")
        assert isinstance(refusal_of(key), BrakeEngaged)
        keybrake.set_brake(False)
        assert keybrake.revoke_where(label="nightly").key_ids == (key.id,)
        assert isinstance(refusal_of(key), KeyRevoked)


def refusal_of(key: Any) -> KeybrakeError | None:
    with pytest.raises(stripe.StripeError) as raised:
        key.stripe_client().v1.payment_intents.create({"amount": 1, "currency": "usd"})
    return from_exception(raised.value)


def test_what_it_does_not_know_is_no_guess() -> None:
    with FakeKeybrake().client() as keybrake, pytest.raises(KeybrakeError) as raised:
        keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1, rate_limit="5/m")
    assert (raised.value.status, raised.value.code) == (501, "not_modelled")


async def test_both_clients_work_without_a_socket() -> None:
    fake = FakeKeybrake()
    async with fake.async_client() as keybrake:
        key = await keybrake.issue(vendor="stripe", allowed_endpoints=["*"], total_usd_cap=1)
        headers = {"authorization": f"Bearer {key.secret.get_secret_value()}"}
        async with httpx2.AsyncClient(transport=fake.transport) as http:
            form = {"amount": "100", "currency": "usd"}
            assert (await http.post(f"{key.base_url}/v1/charges", data=form, headers=headers)).status_code == 200
            assert (await http.post(f"{key.base_url}/v1/charges", data=form, headers=headers)).status_code == 429
    assert fake.spent_usd() == 1
