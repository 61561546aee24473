"""The blocking client."""

import math
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Literal, NoReturn, TypeVar

from pydantic import SecretStr
from typing_extensions import Self, Unpack

from keybrake import _calls as calls
from keybrake import _models as m
from keybrake._call import Call
from keybrake._drive import drive
from keybrake._exchange import exchange
from keybrake._fields import (
    AuditFilter,
    BudgetFields,
    ChangeKeyFields,
    IssueFields,
    KeyFilter,
    RevokeFilter,
    SpendFilter,
)
from keybrake._key import VaultKey, secret_of
from keybrake._settings import settings
from keybrake._transport import HttpClient, Transport

T = TypeVar("T")


class Keybrake:
    """Issues and revokes vault keys, and reads what they spent. May be shared between threads.

    `url` and `api_key` default to `KEYBRAKE_URL` and `KEYBRAKE_API_KEY`. `http_client` is an `httpx2.Client` or
    `httpx.Client` of yours, which stays open when this client is closed. `timeout` is in seconds, for one attempt.
    `retries` is how often a call is repeated when the proxy does not answer: only reads, issues (the client gives them an
    idempotency key) and revokes of one key, which are idempotent.

    Every method raises a `KeybrakeError`: an `AdminError` where the proxy said no, `Unavailable` where it said nothing.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | SecretStr | None = None,
        *,
        http_client: HttpClient | None = None,
        timeout: float = 30.0,
        retries: int = 2,
    ) -> None:
        given = settings(url, api_key)
        self.url = given.url
        self._transport = Transport(http_client, given, timeout)
        self._retries = retries
        self._within_s = math.inf

    def issue(
        self, *, idempotency_key: str | None = None, revoke_on_exit: bool = True, **fields: Unpack[IssueFields]
    ) -> VaultKey:
        """Issues a vault key. As a context manager it is revoked where the block ends, unless `revoke_on_exit` is False.

        The same `idempotency_key` and fields give the same key again for 24 hours; where that key has ended meanwhile, a
        `Conflict` is raised.
        """
        issued = self._do(calls.issue(fields, idempotency_key))
        return VaultKey(self, issued.info, secret_of(issued), revoke_on_exit=revoke_on_exit)

    def key(self, key_id: str) -> m.KeyInfo:
        """One key, with its live spend."""
        return self._do(calls.read_key(key_id))

    def keys(self, **filters: Unpack[KeyFilter]) -> Iterator[m.KeyInfo]:
        """Keys, newest first."""
        return self._each(lambda cursor: calls.list_keys(filters, cursor))

    def change_key(self, key_id: str, **fields: Unpack[ChangeKeyFields]) -> m.KeyInfo:
        """Changes caps, expiry, allowlist or label; in force for the next call."""
        return self._do(calls.change_key(key_id, **fields))

    def revoke(self, key_id: str, reason: str | None = None) -> m.KeyInfo:
        """Ends a key. Ending it again changes nothing."""
        return self._do(calls.revoke(key_id, reason))

    def revoke_where(self, reason: str | None = None, **which: Unpack[RevokeFilter]) -> m.Revoked:
        """Ends all keys of a label, a run, …; by run it closes the run as well."""
        return self._do(calls.revoke_where(reason, **which))

    def would_revoke(self, **which: Unpack[RevokeFilter]) -> m.Reach:
        """What `revoke_where` would end; nothing is changed."""
        return self._do(calls.reach(**which))

    def create_budget(self, name: str, **fields: Unpack[BudgetFields]) -> m.Budget:
        """Makes a named budget that keys can draw on."""
        return self._do(calls.create_budget(name, **fields))

    def budget(self, budget_id: str) -> m.Budget:
        """One shared budget by its id or name, with its live spend."""
        return self._do(calls.read_budget(budget_id))

    def budgets(self) -> Iterator[m.Budget]:
        """All shared budgets."""
        return self._each(calls.list_budgets)

    def spend(self, **filters: Unpack[SpendFilter]) -> m.SpendReport:
        """Totals by label, run, key, …"""
        return self._do(calls.spend(filters))

    def audit(
        self, *, kind: Literal["call", "admin", "all"] = "call", **filters: Unpack[AuditFilter]
    ) -> Iterator[m.CallRow | m.AdminRow]:
        """Audit rows, newest first, page by page as they are read."""
        return self._each(lambda cursor: calls.audit(kind, filters, cursor))

    def call(self, call_id: str) -> m.CallRow:
        """The audit row of one vendor call."""
        return self._do(calls.read_call(call_id))

    def brake(self) -> m.Brake:
        """The global stop as it stands."""
        return self._do(calls.read_brake())

    def set_brake(self, engaged: bool, *, reason: str | None = None, vendor: str | None = None) -> m.Brake:
        """Stops every call, or those to one vendor, or lets them go on."""
        return self._do(calls.set_brake(engaged, reason, vendor))

    def within(self, seconds: float) -> Self:
        """This client with a limit to each call, its repeats included: for where something waits for the call's end."""
        limited = object.__new__(type(self))
        vars(limited).update({**vars(self), "_within_s": seconds})
        return limited

    def close(self) -> None:
        """Closes the connections this client opened."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Keybrake({self.url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Keybrake client holds a credential and is never pickled: make one in each process")

    def _do(self, call: Call[T]) -> T:
        ends_at = time.monotonic() + self._within_s

        def left_s() -> float:
            return max(ends_at - time.monotonic(), 0.001)

        return drive(
            exchange(call, self._retries, left_s), lambda step: self._transport.send(step, left_s()), time.sleep
        )

    def _each(self, page_at: Callable[[str | None], Call[m.Page[T]]]) -> Iterator[T]:
        cursor: str | None = None
        while True:
            page = self._do(page_at(cursor))
            yield from page.data
            cursor = page.next_cursor
            if cursor is None:
                return
