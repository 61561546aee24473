"""Everything the fake remembers."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from keybrake.testing._budget import CAP_FIELDS, Entry, FakeBudget


@dataclass
class FakeKey:
    """One vault key. `fields` are those of its issue request, with their defaults filled in."""

    id: str
    secret: str
    fields: dict[str, Any]
    base_url: str
    created_at: datetime
    expires_at: datetime
    own: FakeBudget
    budgets: list[FakeBudget]
    """All that it draws on, its own first."""
    calls: int = 0
    costly: int = 0
    """Of them, those that were admitted and cost."""
    revoked_at: datetime | None = None
    reason: str | None = None

    def status(self, now: datetime) -> str:
        if self.revoked_at is not None:
            return "revoked"
        if now >= self.expires_at:
            return "expired"
        total = self.own.caps.get("total")
        return "exhausted" if total is not None and self.own.line("total", now)["remaining_usd"] == 0 else "active"

    def info(self, now: datetime) -> dict[str, Any]:
        """As the admin API shows it, without the secret."""
        f = self.fields
        return {
            "id": self.id,
            "key_id": self.id,
            **{name: f[name] for name in KEY_DEFAULTS},
            "agent_run_label": f["run"],
            **{name: self.own.caps.get(window) for window, name in CAP_FIELDS.items()},
            "shared_budgets": f["budgets"],
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "status": self.status(now),
            "base_url": self.base_url,
            "budgets": [line for budget in self.budgets for line in budget.lines(now)],
            "calls": self.calls,
            "principal": "admin",
            "revoked_at": self.revoked_at,
            "reason": self.reason,
        }


KEY_DEFAULTS: Mapping[str, Any] = {
    "vendor": None,
    "connection": None,
    "label": None,
    "run": None,
    "run_budget": "shared",
    "daily_reset": "anchor",
    "timezone": None,
    "caps": {},
    "max_usd_per_call": None,
    "max_calls": None,
    "max_concurrent_calls": None,
    "rate_limit": None,
    "allowed_endpoints": [],
    "parameters": {},
    "unknown_cost": "deny",
    "idempotency_scope": "principal",
    "accounts": [],
    "opened_endpoints": [],
    "exhausted_status": 429,
    "uncapped": False,
    "mode": "enforce",
    "tags": {},
}
NOT_MODELLED = (
    "daily_reset",
    "timezone",
    "caps",
    "max_concurrent_calls",
    "rate_limit",
    "accounts",
    "opened_endpoints",
    "mode",
)
"""Fields whose effect the fake does not know: a key that sets one is answered 501."""


@dataclass
class Attempt:
    """A call that the vendor may be asked again for, under the same idempotency key."""

    call_id: str
    asked: tuple[str, Mapping[str, str]]
    """Path and fields; the same key with others is refused."""
    answer: tuple[int, dict[str, Any]]
    cost: Decimal
    counted: dict[str, Entry]
    """By the name of the budget that counts it."""


@dataclass
class State:
    """One fake's memory. `shift` is how far its clock was moved on."""

    prices: dict[str, Decimal]
    keys: dict[str, FakeKey] = field(default_factory=dict)
    runs: dict[str, FakeBudget] = field(default_factory=dict)
    named: dict[str, FakeBudget] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Audit rows, oldest first."""
    executed: list[dict[str, Any]] = field(default_factory=list)
    idempotent: dict[str, tuple[dict[str, Any], FakeKey]] = field(default_factory=dict)
    brake: dict[str, Any] = field(default_factory=lambda: {"engaged": False, "vendor": None, "reason": None})
    attempts: dict[tuple[str, str], Attempt] = field(default_factory=dict)
    """By vendor and idempotency key."""
    answers_to_lose: int = 0
    shift: timedelta = timedelta(0)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self.shift

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):032x}"

    def newest_keys(self) -> list[FakeKey]:
        return list(reversed(self.keys.values()))

    def revoke(self, key: FakeKey, reason: str | None) -> None:
        if key.revoked_at is None:
            key.revoked_at, key.reason = self.now(), reason
