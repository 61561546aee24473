"""The proxy's side of the fake: judges a vendor call, counts it, and lets the fake vendor answer."""

import base64
import binascii
from datetime import datetime
from decimal import Decimal
from typing import Any

from keybrake.testing import _policy as policy
from keybrake.testing._budget import Entry
from keybrake.testing._http import FakeRequest, FakeResponse
from keybrake.testing._state import Attempt, FakeKey, State
from keybrake.testing._vendors import FakeVendors, VendorCall, refusal_body

STATUS = {
    "idempotency_mismatch": 400,
    "key_revoked": 401,
    "key_expired": 401,
    "invalid_key": 401,
    "upstream_broken": 502,
}


class _Stopped(Exception):
    """The call is refused with this code."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details


class FakeFront:
    """Checks in the product's order: credential, brake, expiry, vendor, allowlist, parameters, count, cost, caps."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._vendors = FakeVendors()

    def answer(self, request: FakeRequest) -> FakeResponse:
        vendor, _, rest = request.path.lstrip("/").partition("/")
        path = _without_product(vendor, f"/{rest}")
        call = VendorCall(vendor, request.method, path, request.fields())
        call_id, now = self._state.new_id("call"), self._state.now()
        key = self._key_of(request)
        if key is None:
            stopped = _Stopped("invalid_key", "The credential is not a vault key of this fake. Do not retry.")
            return self._refusal(call, call_id, None, stopped, now)
        key.calls += 1
        name = None if vendor == "twilio" else request.headers.get("idempotency-key")
        attempt = self._state.attempts.get((vendor, name)) if name is not None else None
        try:
            cost = self._judge(key, call, attempt, now)
        except _Stopped as stopped:
            self._row(call, call_id, key, now, decision="refused", code=stopped.code, status=self._status(key, stopped))
            return self._refusal(call, call_id, key, stopped, now)
        if call.method in ("GET", "HEAD"):
            return self._read(key, call, call_id, now)
        if attempt is None:
            attempt = self._execute(call, call_id, cost)
            key.costly += 1 if cost > 0 else 0
            if name is not None:
                self._state.attempts[vendor, name] = attempt
        return self._settle(key, call, call_id, attempt, now)

    def _key_of(self, request: FakeRequest) -> FakeKey | None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        candidates = [given]
        if scheme.lower() == "basic":
            try:
                candidates = base64.b64decode(given).decode().split(":", 1)
            except (binascii.Error, UnicodeDecodeError):
                candidates = []
        return next((key for key in self._state.keys.values() if key.secret in candidates), None)

    def _judge(self, key: FakeKey, call: VendorCall, attempt: Attempt | None, now: datetime) -> Decimal:
        brake, fields = self._state.brake, key.fields
        if brake["engaged"] and brake["vendor"] in (None, call.vendor):
            raise _Stopped("brake_engaged", "An operator has stopped all calls. Do not retry.")
        status = key.status(now)
        if status in ("revoked", "expired"):
            raise _Stopped(f"key_{status}", f"This vault key is {status}. Do not retry.")
        if call.vendor != key.fields["connection"]:
            raise _Stopped("vendor_mismatch", "The vault key belongs to another connection. Do not retry.")
        if not policy.allows(fields["allowed_endpoints"], call.method, call.path, call.operation):
            attempted = f"{call.method} {call.path}"
            message = f"This vault key may not call {attempted}. Do not retry."
            allowed = fields["allowed_endpoints"]
            raise _Stopped("endpoint_not_allowed", message, attempted=attempted, allowed_endpoints=allowed)
        broken = policy.broken_rule(fields["parameters"], call.fields) if call.method != "GET" else None
        if broken is not None:
            message = f"{broken} breaks a rule of this vault key. Do not retry unchanged."
            raise _Stopped("parameter_not_allowed", message, parameter=broken, rule=fields["parameters"][broken])
        if attempt is not None and attempt.asked != (call.path, call.fields):
            raise _Stopped("idempotency_mismatch", "This idempotency key was used with other parameters. Do not retry.")
        return self._affordable(key, call, attempt, now)

    def _affordable(self, key: FakeKey, call: VendorCall, attempt: Attempt | None, now: datetime) -> Decimal:
        cost, fields = call.cost(self._state.prices), key.fields
        if cost is None and fields["unknown_cost"] == "deny":
            raise _Stopped("cost_unknown", "The cost of this call has no upper bound known beforehand. Do not retry.")
        if cost is None:
            assumed = fields["unknown_cost"]
            cost = Decimal(str(assumed["assume_usd"])) if isinstance(assumed, dict) else Decimal(0)
        most = fields["max_usd_per_call"]
        if most is not None and cost > Decimal(str(most)):
            message = f"This call needs {cost} USD, and a call of this vault key at most {most}. Do not retry."
            raise _Stopped("cap_exhausted", message, **_line_of(key, "call", Decimal(str(most)), cost))
        if fields["max_calls"] is not None and cost > 0 and attempt is None and key.costly >= fields["max_calls"]:
            message = "This vault key has made all its calls that cost. Do not retry."
            raise _Stopped("cap_exhausted", message, **_line_of(key, "calls", Decimal(fields["max_calls"]), Decimal(1)))
        counted = {} if attempt is None else attempt.counted
        budgets = [budget for budget in key.budgets if budget.name not in counted]
        failing = [line for budget in budgets for line in budget.lines(now) if cost > line["remaining_usd"]]
        if failing:
            line = min(failing, key=lambda one: one["remaining_usd"])
            message = f"Spend cap reached: {line['remaining_usd']} of {line['cap_usd']} USD are left. Do not retry."
            kept = {name: line[name] for name in ("budget", "window", "cap_usd", "spent_usd", "held_usd", "resets_at")}
            raise _Stopped("cap_exhausted", message, **kept, requested_usd=cost)
        return cost

    def _read(self, key: FakeKey, call: VendorCall, call_id: str, now: datetime) -> FakeResponse:
        status, value = self._vendors.answer(call)
        self._row(call, call_id, key, now, status=status, state="free")
        return FakeResponse(status, value, self._headers(call_id, key, now))

    def _execute(self, call: VendorCall, call_id: str, cost: Decimal) -> Attempt:
        self._state.executed.append({**call.fields, "vendor": call.vendor, "operation": call.operation, "usd": cost})
        return Attempt(call_id, (call.path, call.fields), self._vendors.answer(call), cost, {})

    def _settle(self, key: FakeKey, call: VendorCall, call_id: str, attempt: Attempt, now: datetime) -> FakeResponse:
        """Counts the attempt on each budget that does not count it yet, and answers – unless the answer is to be lost."""
        lost = self._state.answers_to_lose > 0 and attempt.cost > 0
        new = [budget for budget in key.budgets if budget.name not in attempt.counted]
        for budget in new:
            attempt.counted[budget.name] = entry = Entry(now, attempt.cost)
            budget.entries.append(entry)
        for entry in attempt.counted.values():
            entry.held = lost
        for row in self._state.rows:
            if row["call_id"] == attempt.call_id and not lost:
                row["state"] = "settled"
        replay_of = attempt.call_id if attempt.call_id != call_id else None
        counted = {"cost_usd": attempt.cost if new else Decimal(0), "replay_of": replay_of}
        if lost:
            self._state.answers_to_lose -= 1
            message = "The answer broke off; money may have moved. Repeat only with the same idempotency key."
            stopped = _Stopped("upstream_broken", message)
            self._row(call, call_id, key, now, code=stopped.code, status=502, state="unknown", **counted)
            return self._refusal(call, call_id, key, stopped, now)
        status, value = attempt.answer
        self._row(call, call_id, key, now, status=status, state="settled" if attempt.cost > 0 else "free", **counted)
        return FakeResponse(status, value, self._headers(call_id, key, now))

    def _refusal(
        self, call: VendorCall, call_id: str, key: FakeKey | None, stopped: _Stopped, now: datetime
    ) -> FakeResponse:
        own = {**stopped.details, "code": stopped.code, "message": stopped.message, "call_id": call_id}
        status = self._status(key, stopped)
        headers = {"keybrake-code": stopped.code, **self._headers(call_id, key, now)}
        if status < 500:
            headers |= {"stripe-should-retry": "false", "x-should-retry": "false"}
        return FakeResponse(status, refusal_body(call.vendor, status, own), headers)

    def _status(self, key: FakeKey | None, stopped: _Stopped) -> int:
        if stopped.code == "cap_exhausted" and key is not None:
            return int(key.fields["exhausted_status"])
        return STATUS.get(stopped.code, 403)

    def _headers(self, call_id: str, key: FakeKey | None, now: datetime) -> dict[str, str]:
        lines = [] if key is None else [line for budget in key.budgets for line in budget.lines(now)]
        least = min((line["remaining_usd"] for line in lines), default=None)
        return {
            "keybrake-call-id": call_id,
            **({} if least is None else {"keybrake-remaining-usd": format(least, "f")}),
        }

    def _row(self, call: VendorCall, call_id: str, key: FakeKey, now: datetime, **what: Any) -> None:
        number = len(self._state.rows)
        row = {
            **dict.fromkeys(EMPTY),
            "kind": "call",
            "call_id": call_id,
            "time": now,
            "key_id": key.id,
            "key_label": key.fields["label"],
            "run": key.fields["run"],
            "tags": key.fields["tags"],
            "principal": "admin",
            "connection": key.fields["connection"],
            "vendor": call.vendor,
            "operation": call.operation,
            "method": call.method,
            "path": call.path,
            "decision": "allowed",
            "reserved_usd": what.get("cost_usd", 0),
            "cost_usd": 0,
            "budgets": [line for budget in key.budgets for line in budget.lines(now)],
            "count": 1,
            "request": {},
            "chain": {"chain": "fake", "seq": number, "hash": f"{number:064x}"},
            **what,
        }
        self._state.rows.append(row)


def _line_of(key: FakeKey, window: str, cap: Any, requested: Any) -> dict[str, Any]:
    """A cap of the key itself, on one call or on their number, as a refusal tells it."""
    return {"budget": f"key:{key.id}", "window": window, "cap_usd": cap, "requested_usd": requested}


EMPTY = (
    "money_class",
    "code",
    "status",
    "amount",
    "currency",
    "rate",
    "state",
    "request_label",
    "request_run",
    "vendor_request_id",
    "vendor_object_id",
    "idempotency_key",
    "replay_of",
    "latency_ms",
    "proxy_ms",
    "client_address",
    "error",
)


def _without_product(vendor: str, path: str) -> str:
    """`/twilio/api/2010-04-01/…` and `/twilio/2010-04-01/…` are the same."""
    return path.removeprefix("/api") if vendor == "twilio" and path.startswith("/api/") else path
