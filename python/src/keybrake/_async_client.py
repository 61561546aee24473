"""The client for asyncio. Its methods are the blocking client's; the work is in the same calls and exchange."""

from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Literal, NoReturn, TypeVar

import anyio
import httpx2
from pydantic import SecretStr
from typing_extensions import Self, Unpack

from keybrake import _calls as calls
from keybrake import _models as m
from keybrake._async_key import AsyncVaultKey
from keybrake._call import Call
from keybrake._drive import drive_async
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
from keybrake._key import REVOKE_TIMEOUT_S, log, secret_of
from keybrake._settings import settings
from keybrake._transport import AsyncHttpClient, AsyncTransport

T = TypeVar("T")


class AsyncKeybrake:
    """`Keybrake` with `await`. May be shared between the tasks of one event loop.

    `http_client` is an `httpx2.AsyncClient` or `httpx.AsyncClient` of yours, which stays open when this client is closed.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | SecretStr | None = None,
        *,
        http_client: AsyncHttpClient | None = None,
        timeout: float = 30.0,
        retries: int = 2,
    ) -> None:
        given = settings(url, api_key)
        self.url = given.url
        self._own_client: httpx2.AsyncClient | None = None
        if http_client is None:
            http_client = self._own_client = httpx2.AsyncClient(trust_env=given.trust_env)
        self._transport = AsyncTransport(http_client, given, timeout)
        self._retries = retries

    async def issue(
        self, *, idempotency_key: str | None = None, revoke_on_exit: bool = True, **fields: Unpack[IssueFields]
    ) -> AsyncVaultKey:
        """Issues a vault key: `async with await keybrake.issue(…) as key`, which revokes it where the block ends.

        The same `idempotency_key` and fields give the same key again for 24 hours; where that key has ended meanwhile, a
        `Conflict` is raised. An issue that is cancelled leaves no key behind, unless you gave it an `idempotency_key`.
        """
        call = calls.issue(fields, idempotency_key)
        try:
            issued = await self._do(call)
        except anyio.get_cancelled_exc_class():
            if idempotency_key is None:
                await self._withdraw(call)
            raise
        return AsyncVaultKey(self, issued.info, secret_of(issued), revoke_on_exit=revoke_on_exit)

    async def key(self, key_id: str) -> m.KeyInfo:
        """One key, with its live spend."""
        return await self._do(calls.read_key(key_id))

    def keys(self, **filters: Unpack[KeyFilter]) -> AsyncIterator[m.KeyInfo]:
        """Keys, newest first."""
        return self._each(lambda cursor: calls.list_keys(filters, cursor))

    async def change_key(self, key_id: str, **fields: Unpack[ChangeKeyFields]) -> m.KeyInfo:
        """Changes caps, expiry, allowlist or label; in force for the next call."""
        return await self._do(calls.change_key(key_id, **fields))

    async def revoke(self, key_id: str, reason: str | None = None) -> m.KeyInfo:
        """Ends a key. Ending it again changes nothing."""
        return await self._do(calls.revoke(key_id, reason))

    async def revoke_where(self, reason: str | None = None, **which: Unpack[RevokeFilter]) -> m.Revoked:
        """Ends all keys of a label, a run, …; by run it closes the run as well."""
        return await self._do(calls.revoke_where(reason, **which))

    async def would_revoke(self, **which: Unpack[RevokeFilter]) -> m.Reach:
        """What `revoke_where` would end; nothing is changed."""
        return await self._do(calls.reach(**which))

    async def create_budget(self, name: str, **fields: Unpack[BudgetFields]) -> m.Budget:
        """Makes a named budget that keys can draw on."""
        return await self._do(calls.create_budget(name, **fields))

    async def budget(self, budget_id: str) -> m.Budget:
        """One shared budget by its id or name, with its live spend."""
        return await self._do(calls.read_budget(budget_id))

    def budgets(self) -> AsyncIterator[m.Budget]:
        """All shared budgets."""
        return self._each(calls.list_budgets)

    async def spend(self, **filters: Unpack[SpendFilter]) -> m.SpendReport:
        """Totals by label, run, key, …"""
        return await self._do(calls.spend(filters))

    def audit(
        self, *, kind: Literal["call", "admin", "all"] = "call", **filters: Unpack[AuditFilter]
    ) -> AsyncIterator[m.CallRow | m.AdminRow]:
        """Audit rows, newest first, page by page as they are read."""
        return self._each(lambda cursor: calls.audit(kind, filters, cursor))

    async def call(self, call_id: str) -> m.CallRow:
        """The audit row of one vendor call."""
        return await self._do(calls.read_call(call_id))

    async def brake(self) -> m.Brake:
        """The global stop as it stands."""
        return await self._do(calls.read_brake())

    async def set_brake(self, engaged: bool, *, reason: str | None = None, vendor: str | None = None) -> m.Brake:
        """Stops every call, or those to one vendor, or lets them go on."""
        return await self._do(calls.set_brake(engaged, reason, vendor))

    async def aclose(self) -> None:
        """Closes the connections this client opened."""
        if self._own_client is not None:
            await self._own_client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncKeybrake({self.url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Keybrake client holds a credential and is never pickled: make one in each process")

    async def _withdraw(self, issue: Call[calls.Issued]) -> None:
        """Ends the key of an issue whose answer nobody waits for any more. Asked again, it tells which one that is."""
        why: object = "no answer"
        with anyio.move_on_after(REVOKE_TIMEOUT_S, shield=True):
            try:
                await self.revoke((await self._do(issue)).info.id)
                return
            except Exception as failed:  # The cancellation is what the caller must get.
                why = failed
        log.warning("an issue was cancelled; the key it may have made lives until it expires: %s", why)

    async def _do(self, call: Call[T]) -> T:
        return await drive_async(exchange(call, self._retries), self._transport.send, anyio.sleep)

    async def _each(self, page_at: Callable[[str | None], Call[m.Page[T]]]) -> AsyncIterator[T]:
        cursor: str | None = None
        while True:
            page = await self._do(page_at(cursor))
            for row in page.data:
                yield row
            cursor = page.next_cursor
            if cursor is None:
                return
