"""A budget of the fake: caps per window, and what was counted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30), "total": None}
CAP_FIELDS = {
    "hour": "hourly_usd_cap",
    "day": "daily_usd_cap",
    "month": "monthly_usd_cap",
    "total": "total_usd_cap",
}


@dataclass
class Entry:
    """Money of one call."""

    at: datetime
    usd: Decimal
    held: bool = False
    """Its outcome is not known."""


@dataclass
class FakeBudget:
    """Windows are counted from `anchor`, as the product counts them without a time zone."""

    name: str
    kind: str
    anchor: datetime
    caps: dict[str, Decimal]
    entries: list[Entry] = field(default_factory=list)
    closed: bool = False

    def lines(self, now: datetime) -> list[dict[str, Any]]:
        """`budgets` as the admin API shows it."""
        return [self.line(window, now) for window in self.caps]

    def line(self, window: str, now: datetime) -> dict[str, Any]:
        start, end = self._window(window, now)
        inside = [entry for entry in self.entries if entry.at >= start]
        held = sum((entry.usd for entry in inside if entry.held), Decimal(0))
        spent = sum((entry.usd for entry in inside if not entry.held), Decimal(0))
        cap = self.caps[window]
        return {
            "budget": self.name,
            "kind": self.kind,
            "window": window,
            "cap_usd": cap,
            "spent_usd": spent,
            "held_usd": held,
            "remaining_usd": max(cap - spent - held, Decimal(0)),
            "resets_at": end,
        }

    def _window(self, window: str, now: datetime) -> tuple[datetime, datetime | None]:
        length = LENGTHS[window]
        if length is None:
            return self.anchor, None
        start = self.anchor + length * ((now - self.anchor) // length)
        return start, start + length


def caps_of(fields: dict[str, Any]) -> dict[str, Decimal]:
    """The caps that a request names, by window."""
    given = {window: fields.get(name) for window, name in CAP_FIELDS.items()}
    return {window: Decimal(str(cap)) for window, cap in given.items() if cap is not None}
