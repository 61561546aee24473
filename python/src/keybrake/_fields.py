"""The fields of requests, as keyword arguments with types. `docs` of each field: the proxy's own /docs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import SecretStr
from typing_extensions import Required, TypedDict

Amount = Decimal | str | int
"""USD. Never a float: 0.1 of a float is not 0.1."""
Duration = str | int | timedelta
"""`"30m"`, whole seconds, or a timedelta of whole seconds."""
Time = datetime | str
"""An aware datetime, or RFC 3339."""


class ClassCaps(TypedDict, total=False):
    """Caps of one class of money."""

    hourly_usd_cap: Amount | None
    daily_usd_cap: Amount | None
    monthly_usd_cap: Amount | None
    total_usd_cap: Amount | None


class AssumedCost(TypedDict):
    """What a call without a cost rule is counted as."""

    assume_usd: Amount


class IssueFields(TypedDict, total=False):
    """`POST /vault/keys`. `vendor` or `connection`, and at least one cap or a budget that has one."""

    vendor: str
    connection: str
    allowed_endpoints: Required[Sequence[str]]
    hourly_usd_cap: Amount
    daily_usd_cap: Amount
    monthly_usd_cap: Amount
    total_usd_cap: Amount
    daily_reset: Literal["anchor", "midnight"]
    timezone: str
    caps: Mapping[str, Amount | ClassCaps]
    max_usd_per_call: Amount
    max_calls: int
    max_concurrent_calls: int
    rate_limit: str
    expires_in: Duration
    expires_at: Time
    label: str
    run: str
    run_budget: Literal["shared", "none"]
    budgets: Sequence[str]
    tags: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    unknown_cost: Literal["deny", "allow"] | AssumedCost
    idempotency_scope: Literal["principal", "run"]
    accounts: Sequence[str]
    opened_endpoints: Sequence[str]
    exhausted_status: Literal[429, 402]
    uncapped: bool
    mode: Literal["enforce", "observe"]


class ChangeKeyFields(TypedDict, total=False):
    """`PATCH /vault/keys/{id}`. What is absent stays; None takes a bound away."""

    hourly_usd_cap: Amount | None
    daily_usd_cap: Amount | None
    monthly_usd_cap: Amount | None
    total_usd_cap: Amount | None
    daily_reset: Literal["anchor", "midnight"]
    timezone: str
    caps: Mapping[str, Amount | ClassCaps | None]
    max_usd_per_call: Amount | None
    max_calls: int | None
    max_concurrent_calls: int | None
    rate_limit: str | None
    expires_in: Duration
    expires_at: Time
    allowed_endpoints: Sequence[str]
    label: str | None


class RevokeFilter(TypedDict, total=False):
    """`POST /vault/keys/revoke`: exactly one of them says which keys."""

    label: str
    label_prefix: str
    run: str
    """Closes the run as well: nothing more is issued under its label."""
    budget: str
    vendor: str
    connection: str
    key_id: str
    vault_key: str | SecretStr


class KeyFilter(TypedDict, total=False):
    """Which keys a list shows."""

    vendor: str
    connection: str
    label: str
    run: str
    budget: str
    status: Literal["active", "expired", "revoked", "exhausted"]
    sort: Literal["nearest"]
    """Live keys, the nearest to a cap of theirs first, in one page."""


class BudgetFields(TypedDict, total=False):
    """`POST /vault/budgets` beside the name; at least one cap."""

    hourly_usd_cap: Amount
    daily_usd_cap: Amount
    monthly_usd_cap: Amount
    total_usd_cap: Amount
    daily_reset: Literal["anchor", "midnight"]
    timezone: str


class AuditFilter(TypedDict, total=False):
    """Which audit rows a query shows, newest first."""

    label: str
    label_prefix: str
    run: str
    key_id: str
    vendor: str
    operation: str
    money_class: str
    decision: Literal["allowed", "refused", "observed"]
    code: str
    state: Literal["settled", "released", "held", "unknown", "assumed", "free"]
    status: int
    min_usd: Amount
    q: str
    """A vendor's request or object id."""
    since: Time
    until: Time
    tags: Mapping[str, str]


class SpendFilter(TypedDict, total=False):
    """What `GET /vault/spend` sums up."""

    by: Literal["label", "run", "key", "vendor", "budget", "operation", "money_class", "tag"]
    tag: str
    """With `by="tag"`: the tag whose values are the groups."""
    top: int
    """So many groups, the largest; the others share one line."""
    per: Literal["hour", "day"]
    zone: str
    """IANA zone whose days `per="day"` means."""
    since: Time
    until: Time
    label: str
    run: str
    key_id: str
    vendor: str
    operation: str
