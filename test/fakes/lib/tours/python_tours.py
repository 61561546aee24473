"""Calls of the Python SDKs with the parameters that people use, through the proxy. Prints how many it made: `python_tours.py stripe`."""

import os
import sys
from collections.abc import Callable

PROXY = os.environ["KEYBRAKE_URL"]
KEY = os.environ["VAULT_KEY"]
ODD_TEXT = "a b&c=d+é 100 % [x]=1"
Calls = list[Callable[[], object]]


def stripe_calls() -> Calls:
    import stripe

    stripe.api_key = KEY
    stripe.api_base = f"{PROXY}/stripe"
    stripe.max_network_retries = 0
    return [
        lambda: stripe.PaymentIntent.create(
            amount=2999,
            currency="usd",
            capture_method="manual",
            description=ODD_TEXT,
            metadata={"order": "7", "odd key": ODD_TEXT},
            shipping={"name": "J. Rosen", "address": {"line1": "1 Main St", "country": "US"}},
            expand=["latest_charge", "customer"],
            idempotency_key=f"order-{os.environ['ORDER']}",
        ),
        lambda: stripe.PaymentIntent.modify("pi_123", metadata={"order": ""}),
        lambda: stripe.PaymentIntent.confirm("pi_123", payment_method="pm_card_visa"),
        lambda: stripe.PaymentIntent.capture("pi_123", amount_to_capture=500),
        lambda: stripe.Customer.create(name=ODD_TEXT, preferred_locales=["en", "de"]),
        lambda: stripe.PaymentIntent.list(limit=3, created={"gte": 1_700_000_000}, expand=["data.customer"]),
    ]


def twilio_calls() -> Calls:
    from datetime import date

    from twilio.rest import Client

    client = Client(os.environ["TWILIO_ACCOUNT_SID"], KEY)
    client.api.base_url = f"{PROXY}/twilio"
    sid = "SM" + "0123456789abcdef" * 2
    return [
        lambda: client.messages.create(to="+14155550100", from_="+14155550101", body=ODD_TEXT),
        lambda: client.messages(sid).fetch(),
        lambda: client.messages.page(to="+14155550100", date_sent_after=date(2026, 11, 1), page_size=20),
        lambda: client.messages(sid).update(body=""),
        lambda: client.messages(sid).delete(),
    ]


def resend_calls() -> Calls:
    # No reads and no cancel: this SDK sends an empty object with them, which the proxy refuses on a read, and Prism on both.
    import resend

    resend.api_key = KEY
    resend.api_url = f"{PROXY}/resend"
    email = {"from": "Shop <shop@example.com>", "to": ["a@example.org", "b@example.org"], "subject": ODD_TEXT, "text": "Thanks"}
    return [
        lambda: resend.Emails.send({**email, "cc": "c@example.org", "tags": [{"name": "order", "value": "7"}]}),
        lambda: resend.Batch.send([email, email]),
    ]


calls = {"stripe": stripe_calls, "twilio": twilio_calls, "resend": resend_calls}[sys.argv[1]]()
for call in calls:
    call()
print(f"{len(calls)} calls")
