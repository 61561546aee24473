"""Plays the scenarios of test/scenarios: each step as a user of the client would do it, and what came of it compared."""

import json
import time
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from blocking import Blocking

from keybrake import AdminError, InvalidRequest, KeybrakeError, Refused, Unavailable, from_response, tool_result

FILE = Path(__file__).parents[3] / "test" / "scenarios" / "client.json"
SCENARIOS = json.loads(FILE.read_text())["scenarios"]
KINDS = {"refused": Refused, "unavailable": Unavailable, "admin_error": AdminError}


class Actor:
    """`judge` knows what the vendor executed: the sandbox, or what stands for it."""

    def __init__(self, keybrake: Blocking, judge: Any, product: Any) -> None:
        self.keybrake, self.judge, self.product = keybrake, judge, product
        self.keys: dict[str, Any] = {}

    def run(self, step: dict[str, Any]) -> None:
        getattr(self, step["do"])(step, step.get("expect", {}))

    def issue(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        def issue() -> Any:
            return self.keybrake.issue(idempotency_key=step.get("idempotency_key"), **step["with"])

        if any(kind in expect for kind in KINDS):
            with pytest.raises(KeybrakeError) as raised:
                issue()
            compare_error(raised.value, expect)
            return
        key = issue()
        if "as" in step:
            self.keys[step["as"]] = key
        if "same_key_as" in expect:
            other = self.keys[expect["same_key_as"]]
            assert (key.id, key.secret) == (other.id, other.secret)
        compare(key.info, {name: value for name, value in expect.items() if name != "same_key_as"})

    def charge(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        form = {"amount": str(step["cents"]), "currency": "usd", "customer": step["customer"]}
        self._vendor_call(step["key"], "POST", "/v1/payment_intents", form, expect)

    def call(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        self._vendor_call(step["key"], step["method"], step["path"], step["form"], expect)

    def _vendor_call(self, key: str, method: str, path: str, form: dict[str, str], expect: dict[str, Any]) -> None:
        held = self.keys[key]
        headers = {"authorization": f"Bearer {held.secret.get_secret_value()}"}
        answer = httpx2.request(method, held.base_url + path, data=form, headers=headers, timeout=60)
        error = from_response(answer)
        if "status" in expect:
            assert error is None
            assert answer.status_code == expect["status"]
            return
        assert error is not None, answer.text
        compare_error(error, expect)

    def spend(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        lines = self.keybrake.run(self.keys[step["key"]].spend)
        line = next(line for line in lines if line.kind == "key" and line.window == expect["window"])
        compare(line, expect)

    def audit(self, step: dict[str, Any], expect: list[dict[str, Any]]) -> None:
        rows = self.keybrake.all(self.keys[step["key"]].audit())
        assert len(rows) == len(expect)
        for row, wanted in zip(rows, expect, strict=True):
            compare(row, wanted)

    def executed(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        cents = self.judge.charges(step["customer"])
        assert {"count": len(cents), "cents": sum(cents)} == expect

    def end_scope(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        key = self.keys[step["key"]]
        self.keybrake.enter_and_leave(key)
        compare(key.info, expect)

    def revoke(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        compare(self.keybrake.run(self.keys[step["key"]].revoke), expect)

    def revoke_where(self, step: dict[str, Any], expect: dict[str, Any]) -> None:
        compare(self.keybrake.run(lambda: self.keybrake.client.revoke_where(run=step["run"])), expect)

    def wait_for_expiry(self, step: dict[str, Any], _: dict[str, Any]) -> None:
        left = self.keys[step["key"]].expires_at - datetime.now(timezone.utc)
        time.sleep(max(left.total_seconds(), 0) + 0.05)

    def lose_next_answer(self, step: dict[str, Any], _: dict[str, Any]) -> None:
        self.judge.lose_next_answer(step["customer"])

    def stop_proxy(self, _: dict[str, Any], __: dict[str, Any]) -> None:
        assert self.product.stop() == 0


def compare(found: Any, expect: dict[str, Any]) -> None:
    seen = {name: getattr(found, name) for name in expect}
    assert seen == {name: like(value, seen[name]) for name, value in expect.items()}


def like(value: Any, seen: Any) -> Any:
    """Amounts are compared as amounts."""
    return Decimal(value) if isinstance(seen, Decimal) else value


def compare_error(error: KeybrakeError, expect: dict[str, Any]) -> None:
    (kind, wanted), *others = [(name, value) for name, value in expect.items() if name in KINDS]
    assert not others
    assert isinstance(error, KINDS[kind]), error
    answer = tool_result(error) or {}
    seen = {
        "status": error.status,
        "code": error.code,
        "retry": error.retry,
        "retryable": answer.get("retryable"),
        "remaining_usd": amount_text(getattr(error, "remaining_usd", None)),
        "pointers": [one.pointer for one in error.errors] if isinstance(error, InvalidRequest) else [],
    }
    assert {name: seen[name] for name in wanted} == wanted
    told = expect.get("tool_result", {})
    assert {name: answer[name] for name in told} == told


def amount_text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount.normalize(), "f")


def play(actor: Actor, steps: list[dict[str, Any]]) -> None:
    for number, step in enumerate(steps, 1):
        try:
            actor.run(step)
        except AssertionError as failed:
            raise AssertionError(f"step {number}, {step}: {failed}") from failed
