"""What the admin API answers, as frozen values. Amounts are `Decimal`, times are aware `datetime`s in UTC."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Window = Literal["hour", "day", "month", "total", "call", "calls"]
BudgetKind = Literal["key", "run", "named", "connection"]


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("an amount went through a float")  # noqa: TRY004 - pydantic wants a ValueError
    return value


Usd = Annotated[Decimal, BeforeValidator(_exact)]

T = TypeVar("T")


class _Answer(BaseModel):
    """A newer proxy may answer more than this version knows: other members are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class BudgetLine(_Answer):
    """One cap of one budget, live."""

    budget: str
    """`key:<id>`, `run:<label>` or the budget's name."""
    kind: BudgetKind
    window: Window
    cap_usd: Usd | None
    spent_usd: Usd
    held_usd: Usd
    """Set aside for calls that are not settled."""
    remaining_usd: Usd | None
    """None where there is no cap."""
    resets_at: datetime | None


class Caps(_Answer):
    """The caps in force, by window."""

    hourly_usd_cap: Usd | None
    daily_usd_cap: Usd | None
    monthly_usd_cap: Usd | None
    total_usd_cap: Usd | None


class KeyInfo(Caps):
    """A vault key without its secret."""

    id: str
    vendor: str
    connection: str
    label: str | None
    run: str | None
    run_budget: Literal["shared", "none"]
    daily_reset: Literal["anchor", "midnight"]
    timezone: str | None
    caps: dict[str, Caps]
    """By class of money: `{"refund": …}`."""
    max_usd_per_call: Usd | None
    max_calls: int | None
    max_concurrent_calls: int | None
    rate_limit: str | None
    allowed_endpoints: tuple[str, ...]
    parameters: dict[str, Any]
    unknown_cost: Literal["deny", "allow"] | dict[str, Usd]
    idempotency_scope: Literal["principal", "run"]
    accounts: tuple[str, ...]
    opened_endpoints: tuple[str, ...]
    exhausted_status: int
    uncapped: bool
    mode: Literal["enforce", "observe"]
    shared_budgets: tuple[str, ...]
    tags: dict[str, str]
    created_at: datetime
    expires_at: datetime
    status: Literal["active", "expired", "revoked", "exhausted"]
    base_url: str
    """What a vendor's SDK is pointed at."""
    budgets: tuple[BudgetLine, ...]
    calls: int
    principal: str
    revoked_at: datetime | None
    reason: str | None


class Revoked(_Answer):
    """What a revoke by filter ended."""

    revoked: int
    key_ids: tuple[str, ...]


class Reach(_Answer):
    """What a revoke by filter would end."""

    keys: int
    key_ids: tuple[str, ...]
    """The first 100 of them."""
    calls_under_way: int
    open_holds: int
    held_usd: Usd
    closes_runs: tuple[str, ...]


class Budget(Caps):
    """A shared budget: a named one, or a run's."""

    id: str
    name: str
    kind: BudgetKind
    daily_reset: Literal["anchor", "midnight"]
    timezone: str | None
    connection: str | None
    principal: str | None
    created_at: datetime
    closed_at: datetime | None
    ended_at: datetime | None
    last_activity_at: datetime | None = None
    live_keys: int
    open_holds: int
    budgets: tuple[BudgetLine, ...]


class Chained(_Answer):
    """Where an audit row stands in its chain."""

    chain: str
    seq: int
    hash: str


class CallRow(_Answer):
    """One proxied call, allowed or refused."""

    kind: Literal["call"]
    call_id: str
    time: datetime
    key_id: str
    key_label: str | None
    run: str | None
    tags: dict[str, str]
    principal: str | None
    connection: str | None
    vendor: str | None
    operation: str | None
    money_class: str | None
    method: str | None
    path: str | None
    decision: Literal["allowed", "refused", "observed"]
    code: str | None
    status: int | None
    reserved_usd: Usd
    cost_usd: Usd
    """What is counted now: settled, else the hold."""
    amount: str | None
    """In the vendor's minor unit."""
    currency: str | None
    rate: str | None
    state: Literal["settled", "released", "held", "unknown", "assumed", "free"] | None
    budgets: tuple[BudgetLine, ...]
    request_label: str | None
    request_run: str | None
    count: int
    """How many calls the row stands for: repeated refusals share one."""
    vendor_request_id: str | None
    vendor_object_id: str | None
    idempotency_key: str | None
    """A hash."""
    replay_of: str | None
    request: dict[str, Any]
    latency_ms: Decimal | None
    proxy_ms: Decimal | None
    client_address: str | None
    error: str | None
    chain: Chained


class AdminRow(_Answer):
    """One change that someone made by the admin API."""

    kind: Literal["admin"]
    id: str
    time: datetime
    action: str
    principal: str
    subject: str
    details: dict[str, Any]
    chain: Chained


AuditRow = Annotated[CallRow | AdminRow, Field(discriminator="kind")]


class SpendGroup(_Answer):
    """The money of one group, in one bucket of time or in all."""

    group: str
    bucket: datetime | None
    calls: int
    spent_usd: Usd
    held_usd: Usd


class SpendRest(_Answer):
    """What the groups that are not among the largest sum up to."""

    bucket: datetime | None
    groups: int
    calls: int
    spent_usd: Usd
    held_usd: Usd


class SpendTotal(_Answer):
    """What all lines sum up to."""

    calls: int
    spent_usd: Usd
    held_usd: Usd


class SpendReport(_Answer):
    """Totals by group."""

    by: str
    per: Literal["hour", "day"] | None
    zone: str
    data: tuple[SpendGroup, ...]
    rest: tuple[SpendRest, ...]
    total: SpendTotal | None
    """None by budget: a call counts on each of its budgets, so their sum is no total."""


class VendorBrake(_Answer):
    """The brake of one vendor."""

    vendor: str
    engaged: bool
    reason: str | None
    changed_at: datetime
    changed_by: str


class Brake(_Answer):
    """The global stop."""

    engaged: bool
    vendor: str | None
    reason: str | None
    vendors: tuple[VendorBrake, ...]
    changed_at: datetime | None
    changed_by: str | None


class Page(_Answer, Generic[T]):
    """One page of a list."""

    data: tuple[T, ...]
    next_cursor: str | None
