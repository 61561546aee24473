"""An issued vault key of the async client."""

from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING, cast

import anyio
import httpx2
from pydantic import SecretStr
from typing_extensions import Self, Unpack

from keybrake import _models as m
from keybrake._errors import Unavailable
from keybrake._fields import AuditFilter
from keybrake._key import REVOKE_TIMEOUT_S, VENDOR_TIMEOUT_S, IssuedKey, bearer, still_alive
from keybrake._settings import may_use_proxies

if TYPE_CHECKING:
    import stripe
    import twilio.rest

    from keybrake._async_client import AsyncKeybrake
    from keybrake._vendors.resend import ResendClient


class AsyncVaultKey(IssuedKey):
    """A vault key of the async client. May be shared between the tasks of one event loop."""

    def __init__(self, keybrake: "AsyncKeybrake", info: m.KeyInfo, secret: SecretStr, *, revoke_on_exit: bool) -> None:
        super().__init__(info, secret)
        self._keybrake = keybrake
        self._revoke_on_exit = revoke_on_exit

    async def refresh(self) -> m.KeyInfo:
        """Reads the key anew and keeps what it read in `info`."""
        self.info = await self._keybrake.key(self.id)
        return self.info

    async def spend(self) -> tuple[m.BudgetLine, ...]:
        """Every cap this key draws on, live."""
        return (await self.refresh()).budgets

    def audit(self, **filters: Unpack[AuditFilter]) -> AsyncIterator[m.CallRow]:
        """The calls made with this key, newest first."""
        rows = self._keybrake.audit(**cast("AuditFilter", {**filters, "key_id": self.id}))
        return cast("AsyncIterator[m.CallRow]", rows)

    async def revoke(self, reason: str | None = None) -> m.KeyInfo:
        """Ends the key. Ending it again changes nothing."""
        self.info = await self._keybrake.revoke(self.id, reason)
        return self.info

    def stripe_client(self) -> "stripe.StripeClient":
        """A `stripe.StripeClient` of its own, for the SDK's `…_async` methods. They want httpx installed."""
        from keybrake._vendors.stripe import async_stripe_client

        return async_stripe_client(self)

    def twilio_client(self, account_sid: str = "_") -> "twilio.rest.Client":
        """A `twilio.rest.Client` for the SDK's `…_async` methods. `_` stands for the connection's account."""
        from keybrake._vendors.twilio import async_twilio_client

        return async_twilio_client(self, account_sid)

    def resend(self) -> "ResendClient":
        """The resend SDK's classes (`await ….Emails.send_async(…)`), bound to this key for the length of each call."""
        from keybrake._vendors.resend import ResendClient

        return ResendClient(self)

    def http_client(self, timeout: float = VENDOR_TIMEOUT_S) -> httpx2.AsyncClient:
        """A plain HTTP client for the vendor's API. The caller closes it."""
        trust_env = may_use_proxies(self.base_url)
        return httpx2.AsyncClient(base_url=self.base_url, headers=bearer(self), timeout=timeout, trust_env=trust_env)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._revoke_on_exit:
            return
        # A cancelled task must still end its key; without the shield the revoke itself would be cancelled.
        with anyio.move_on_after(REVOKE_TIMEOUT_S, shield=True) as scope:
            try:
                await self.revoke()
            except (
                Exception
            ) as failed:  # Also what is no fault of the proxy, such as a client that was closed too early.
                still_alive(self, failed)
        if scope.cancelled_caught:
            late = Unavailable(f"no answer within {REVOKE_TIMEOUT_S:g} s", code="unreachable", retry="same_key")
            still_alive(self, late)
