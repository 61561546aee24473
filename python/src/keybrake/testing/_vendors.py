"""What the fake vendors do: which operation a path is, what it costs, what they answer, and how they word a refusal."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keybrake._registry import CALL_CODES

PRICES: Mapping[str, Decimal] = {"messages.create": Decimal("0.0133"), "emails.send": Decimal("0.0009")}
"""USD a call, at about what the product's own lists say; `FakeKeybrake(prices=…)` sets others."""

OPERATIONS: Mapping[tuple[str, str, str], str] = {
    ("stripe", "POST", "/v1/payment_intents"): "payment_intents.create",
    ("stripe", "POST", "/v1/charges"): "charges.create",
    ("stripe", "POST", "/v1/refunds"): "refunds.create",
    ("twilio", "POST", "/2010-04-01/Accounts/_/Messages.json"): "messages.create",
    ("resend", "POST", "/emails"): "emails.send",
}
AMOUNTS = ("payment_intents.create", "charges.create", "refunds.create")
"""Operations whose request states its amount, in cents."""
RESEND_NAMES = {"cap_exhausted": "monthly_quota_exceeded", "rate_limited": "rate_limit_exceeded"}


@dataclass(frozen=True)
class VendorCall:
    """One request to a vendor, with its body's fields as text."""

    vendor: str
    method: str
    path: str
    fields: Mapping[str, str]

    @property
    def operation(self) -> str | None:
        return OPERATIONS.get((self.vendor, self.method, _without_account(self.path)))

    def cost(self, prices: Mapping[str, Decimal]) -> Decimal | None:
        """USD; None where it has no bound. Reads are free."""
        if self.method in ("GET", "HEAD"):
            return Decimal(0)
        if self.operation in AMOUNTS:
            amount, currency = self.fields.get("amount", ""), self.fields.get("currency", "usd")
            return Decimal(amount) / 100 if amount.isdigit() and currency == "usd" else None
        return prices.get(self.operation) if self.operation is not None else None


def _without_account(path: str) -> str:
    parts = path.split("/")
    return "/".join([*parts[:3], "_", *parts[4:]]) if path.startswith("/2010-04-01/Accounts/") else path


class FakeVendors:
    """Remembers what it made, so that a read finds it."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._made: dict[str, dict[str, Any]] = {}

    def answer(self, call: VendorCall) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a call that was let through."""
        if call.method in ("GET", "HEAD"):
            found = self._made.get(call.path.rpartition("/")[2].removesuffix(".json"))
            return (200, found) if found is not None else (404, _not_found(call))
        made = _made_by(call, f"fake{next(self._numbers):06d}")
        self._made[made.get("sid") or made["id"]] = made
        return 201 if call.vendor == "twilio" else 200, made


def _made_by(call: VendorCall, number: str) -> dict[str, Any]:
    given = dict(call.fields)
    if call.vendor == "twilio":
        return {"sid": f"SM{number}", "status": "queued", **{name.lower(): value for name, value in given.items()}}
    if call.vendor == "resend":
        return {"id": number, **given}
    kind = {"charges.create": ("ch", "charge"), "refunds.create": ("re", "refund")}
    prefix, noun = kind.get(call.operation or "", ("pi", "payment_intent"))
    status = "succeeded" if given.get("confirm") == "true" or prefix != "pi" else "requires_payment_method"
    amount = {"amount": int(given["amount"])} if "amount" in given else {}
    return {**given, "id": f"{prefix}_{number}", "object": noun, "status": status, "livemode": False, **amount}


def _not_found(call: VendorCall) -> dict[str, Any]:
    if call.vendor == "stripe":
        return {"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object"}}
    if call.vendor == "twilio":
        return {"code": 20404, "message": "The requested resource was not found", "status": 404}
    return {"statusCode": 404, "name": "not_found", "message": "Not found"}


def refusal_body(vendor: str, status: int, own: dict[str, Any]) -> dict[str, Any]:
    """A refusal in the vendor's own error shape, with ours beside it."""
    code, message = own["code"], own["message"]
    if vendor == "twilio":
        number = CALL_CODES[code].twilio
        return {**own, "code": number, "message": message, "status": status, "keybrake": own}
    if vendor == "resend":
        name = RESEND_NAMES.get(code, "invalid_permission" if status == 403 else "restricted_api_key")
        return {**own, "statusCode": status, "name": name, "keybrake": own}
    kind = "api_error" if status >= 500 else "invalid_request_error"
    if code.startswith("idempotency_"):
        kind = "idempotency_error"
    return {**own, "error": {"type": kind, "code": code, "message": message, "keybrake": own}, "keybrake": own}
