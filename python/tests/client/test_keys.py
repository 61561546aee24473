"""Keys over the real product: their scope, their vendor clients, and that keys of many threads and tasks never mix."""

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import anyio
import httpx2
import pytest
import resend
import stripe
from resend.exceptions import RateLimitError, ResendError
from twilio.base.exceptions import TwilioRestException
from world import ADMIN_KEY, Product, Sandbox, running_product

from keybrake import (
    AsyncKeybrake,
    CapExhausted,
    Conflict,
    EndpointNotAllowed,
    Keybrake,
    KeyRevoked,
    from_exception,
    tool_result,
)

PAYMENTS = {"vendor": "stripe", "allowed_endpoints": ["payment_intents.*"], "expires_in": "10m"}
EMAIL = {"from": "shop@example.com", "to": ["a@example.org"], "subject": "Receipt", "text": "Thank you."}
SMS = {"to": "+14155550100", "from_": "+14155550101", "body": "1234"}


def test_a_block_that_fails_revokes_and_its_error_goes_on(keybrake: Keybrake, name: str) -> None:
    with pytest.raises(ZeroDivisionError), keybrake.issue(**PAYMENTS, total_usd_cap=1, label=name) as key:
        raise ZeroDivisionError
    assert keybrake.key(key.id).status == "revoked"


def test_a_key_may_outlive_its_block(keybrake: Keybrake, name: str) -> None:
    with keybrake.issue(**PAYMENTS, total_usd_cap=1, label=name, revoke_on_exit=False) as key:
        pass
    assert key.refresh().status == "active"


def test_a_block_ends_well_when_the_revoke_does_not(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with running_product(sandbox) as product, Keybrake(product.url, ADMIN_KEY, retries=0) as keybrake:
        with keybrake.issue(**PAYMENTS, total_usd_cap=1) as key:
            product.stop()
        assert key.id in caplog.text
        assert caplog.records[-1].levelno == logging.WARNING
        assert key.secret.get_secret_value() not in caplog.text


async def test_a_cancelled_task_still_revokes(product: Product, keybrake: Keybrake, name: str) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as client:
        with anyio.move_on_after(0.5) as scope:
            async with await client.issue(**PAYMENTS, total_usd_cap=1, label=name):
                await anyio.sleep(60)
        assert scope.cancelled_caught
    assert [key.status for key in keybrake.keys(label=name)] == ["revoked"]


def test_an_idempotency_key_of_an_ended_key_is_told(keybrake: Keybrake, name: str) -> None:
    with keybrake.issue(**PAYMENTS, total_usd_cap=1, idempotency_key=name):
        pass
    with pytest.raises(Conflict, match="revoked") as raised:
        keybrake.issue(**PAYMENTS, total_usd_cap=1, idempotency_key=name)
    assert raised.value.code == "key_revoked"


def test_stripe(keybrake: Keybrake, sandbox: Sandbox, name: str) -> None:
    with keybrake.issue(**PAYMENTS, total_usd_cap="30.00", label=name) as key:
        payments = key.stripe_client().v1.payment_intents
        payments.create({"amount": 2999, "currency": "usd", "customer": name})
        before = sandbox.requests("stripe")
        with pytest.raises(stripe.RateLimitError) as raised:
            payments.create({"amount": 2999, "currency": "usd", "customer": name})
        with pytest.raises(stripe.PermissionError) as denied:
            key.stripe_client().v1.refunds.create({"payment_intent": "pi_1"})
        assert sandbox.requests("stripe") == before
    refused = from_exception(raised.value)
    assert isinstance(refused, CapExhausted)
    assert refused.remaining_usd == Decimal("0.01")
    assert refused.details["spent_usd"] == Decimal("29.99")
    assert keybrake.call(str(refused.call_id)).code == "cap_exhausted"
    assert isinstance(from_exception(denied.value), EndpointNotAllowed)
    with pytest.raises(stripe.AuthenticationError) as ended:
        payments.create({"amount": 1, "currency": "usd"})
    assert isinstance(from_exception(ended.value), KeyRevoked)
    assert sandbox.charges(name) == [2999]
    assert (stripe.api_key, stripe.api_base) == (None, "https://api.stripe.com")


def test_twilio(keybrake: Keybrake, sandbox: Sandbox, name: str) -> None:
    with keybrake.issue(vendor="twilio", allowed_endpoints=["*"], total_usd_cap="0.02", label=name) as key:
        client = key.twilio_client()
        sent = client.messages.create(**SMS)
        assert client.messages(sent.sid).fetch().sid == sent.sid
        with pytest.raises(TwilioRestException) as raised:
            client.messages.create(**SMS)
    answer = tool_result(raised.value)
    assert answer is not None
    assert (answer["error"], answer["remaining_usd"]) == ("spend_cap_reached", 0.0067)
    assert [row.state for row in keybrake.audit(label=name, decision="allowed", operation="messages.create")] == [
        "settled"
    ]


def test_resend(keybrake: Keybrake, name: str) -> None:
    with keybrake.issue(vendor="resend", allowed_endpoints=["*"], total_usd_cap="0.001", label=name) as key:
        emails = key.resend().Emails
        sent = emails.send(EMAIL)
        assert emails.get(sent["id"])["subject"] == "Receipt"
        with pytest.raises(RateLimitError) as raised:
            emails.send(EMAIL)
    refused = from_exception(raised.value)
    assert isinstance(refused, CapExhausted)
    assert refused.remaining_usd == Decimal("0.0001")
    assert refused.details["requested_usd"] == Decimal("0.0009")
    with pytest.raises(ResendError) as ended:
        emails.send(EMAIL)
    assert isinstance(from_exception(ended.value), KeyRevoked)


async def test_async_clients(product: Product, sandbox: Sandbox, name: str) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as keybrake:
        async with await keybrake.issue(**PAYMENTS, total_usd_cap="30", label=name) as key:
            payments = key.stripe_client().v1.payment_intents
            await payments.create_async({"amount": 2999, "currency": "usd", "customer": name})
            with pytest.raises(stripe.RateLimitError) as at_stripe:
                await payments.create_async({"amount": 2999, "currency": "usd", "customer": name})
        everything = {"allowed_endpoints": ["*"], "label": name}
        async with await keybrake.issue(vendor="twilio", total_usd_cap="0.02", **everything) as key:
            messages = key.twilio_client().messages
            await messages.create_async(**SMS)
            with pytest.raises(TwilioRestException) as at_twilio:
                await messages.create_async(**SMS)
        async with await keybrake.issue(vendor="resend", total_usd_cap="0.001", **everything) as key:
            emails = key.resend().Emails
            await emails.send_async(EMAIL)
            with pytest.raises(RateLimitError) as at_resend:
                await emails.send_async(EMAIL)
    for raised in (at_stripe, at_twilio, at_resend):
        assert isinstance(from_exception(raised.value), CapExhausted)
    assert sandbox.charges(name) == [2999]


def test_keys_of_threads_never_mix(keybrake: Keybrake, name: str) -> None:
    """Each thread has a key for three e-mails and three payments, and uses the SDKs' shared modules at the same time."""

    def agent(number: int) -> tuple[str, list[str]]:
        mail = keybrake.issue(vendor="resend", allowed_endpoints=["*"], total_usd_cap=1, label=f"{name}-{number}")
        pay = keybrake.issue(**PAYMENTS, total_usd_cap="3", label=f"{name}-{number}")
        stripe_client, emails = pay.stripe_client(), mail.resend().Emails
        for _ in range(3):
            emails.send({**EMAIL, "subject": f"{name}-{number}"})
            stripe_client.v1.payment_intents.create({"amount": 100, "currency": "usd"})
        return f"{name}-{number}", [mail.id, pay.id]

    with ThreadPoolExecutor(8) as pool:
        agents = list(pool.map(agent, range(16)))
    for label, ids in agents:
        rows = list(keybrake.audit(label=label))
        assert sorted(row.key_id for row in rows) == sorted(ids * 3)


async def test_keys_of_tasks_never_mix(product: Product, keybrake: Keybrake, name: str) -> None:
    async with AsyncKeybrake(product.url, ADMIN_KEY) as client:

        async def agent(number: int) -> None:
            label = f"{name}-{number}"
            async with await client.issue(
                vendor="resend", allowed_endpoints=["*"], total_usd_cap=1, label=label
            ) as key:
                for _ in range(3):
                    await key.resend().Emails.send_async(EMAIL)

        await asyncio.gather(*(agent(number) for number in range(12)))
    for number in range(12):
        assert len(list(keybrake.audit(label=f"{name}-{number}"))) == 3


def test_resends_own_settings_are_left_to_their_owner(keybrake: Keybrake) -> None:
    """A program that uses resend without a vault key beside ours, and sets its HTTP client anew, keeps what it set."""
    seen: list[str] = []

    class Mine(resend.RequestsClient):
        def request(self, method, url, headers, json=None, files=None, data=None):
            seen.append(headers["Authorization"])
            return b'{"id": "mine"}', 200, {"content-type": "application/json"}

    with keybrake.issue(vendor="resend", allowed_endpoints=["*"], total_usd_cap=1) as key:
        key.resend().Emails.send(EMAIL)
        with contextlib.ExitStack() as after:
            after.callback(setattr, resend, "default_http_client", resend.default_http_client)
            after.callback(setattr, resend, "api_key", resend.api_key)
            resend.default_http_client, resend.api_key = Mine(), "re_their_own"
            key.resend().Emails.send(EMAIL)
            assert resend.Emails.send(EMAIL)["id"] == "mine"
    assert seen == ["Bearer re_their_own"]


def test_a_repeat_under_its_idempotency_key_counts_once(keybrake: Keybrake, sandbox: Sandbox, name: str) -> None:
    """As `test_fake.py` has it of the fake, but for the vendor: Stripe's SDK repeats a lost call by itself."""
    payment = {"amount": 2999, "currency": "usd", "customer": name}
    with keybrake.issue(**PAYMENTS, total_usd_cap="30", run=name) as key:
        payments = key.stripe_client().v1.payment_intents
        sandbox.lose_next_answer(name)
        first = payments.create(payment, {"idempotency_key": name})
        assert payments.create(payment, {"idempotency_key": name}).id == first.id
        own = {(line.spent_usd, line.held_usd) for line in key.spend() if line.kind != "connection"}
        assert own == {(Decimal("29.99"), Decimal(0))}
        with pytest.raises(stripe.IdempotencyError):
            payments.create({**payment, "amount": 1}, {"idempotency_key": name})
    with keybrake.issue(**PAYMENTS, total_usd_cap="30", run=name) as other:
        other.stripe_client().v1.payment_intents.create(payment, {"idempotency_key": name})
        assert [line.spent_usd for line in other.spend() if line.kind != "connection"] == [Decimal("29.99")] * 2
    rows = list(keybrake.audit(run=name, decision="allowed"))
    assert [row.state for row in rows] == ["settled"] * 4
    assert [row.cost_usd for row in rows] == [Decimal("29.99"), 0, 0, Decimal("29.99")]
    assert sandbox.charges(name) == [2999]


def test_plain_http(keybrake: Keybrake, sandbox: Sandbox, name: str) -> None:
    with keybrake.issue(**PAYMENTS, total_usd_cap="30") as key, key.http_client() as http:
        form = {"amount": "100", "currency": "usd", "customer": name}
        http.post("/v1/payment_intents", data=form).raise_for_status()
        with pytest.raises(httpx2.HTTPStatusError) as raised:
            http.post("/v1/payment_intents", data={**form, "amount": "9999"}).raise_for_status()
    assert isinstance(from_exception(raised.value), CapExhausted)
    assert sandbox.charges(name) == [100]


def test_budgets_spend_and_reach(keybrake: Keybrake, name: str) -> None:
    budget = keybrake.create_budget(name, total_usd_cap="10")
    assert name in [one.name for one in keybrake.budgets()]
    with keybrake.issue(**PAYMENTS, budgets=[name], label=name, tags={"partition": "a&b"}) as key:
        key.stripe_client().v1.payment_intents.create({"amount": 250, "currency": "usd"})
        assert keybrake.budget(budget.id).budgets[0].spent_usd == Decimal("2.50")
        assert [row.key_id for row in keybrake.audit(tags={"partition": "a&b"}, label=name)] == [key.id]
        (group,) = keybrake.spend(by="label", label=name).data
        assert (group.group, group.spent_usd) == (name, Decimal("2.50"))
        assert keybrake.would_revoke(label=name).key_ids == (key.id,)
        assert keybrake.change_key(key.id, max_usd_per_call="1").max_usd_per_call == 1
    assert next(row.action for row in keybrake.audit(kind="admin") if row.subject == key.id) == "key.revoked"
