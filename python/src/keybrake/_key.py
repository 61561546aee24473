"""An issued vault key: what an agent is given, and the scope in which it lives."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, cast

import httpx2
from pydantic import SecretStr
from typing_extensions import Self, Unpack

from keybrake import _models as m
from keybrake._calls import Issued
from keybrake._errors import Conflict
from keybrake._fields import AuditFilter
from keybrake._settings import may_use_proxies

if TYPE_CHECKING:
    import stripe
    import twilio.rest

    from keybrake._client import Keybrake
    from keybrake._vendors.resend import ResendClient

log = logging.getLogger("keybrake")

VENDOR_TIMEOUT_S = 90.0
"""Longer than the proxy waits for any of the three vendors: a client that gives up first learns nothing."""

REVOKE_TIMEOUT_S = 5.0
"""At the end of a block, where the task may be cancelled already: long enough for a commit, short enough to shut down."""


class IssuedKey:
    """What both clients' keys have in common: the facts, and the secret that is shown only when asked for."""

    info: m.KeyInfo
    """As it was issued, or as `refresh` last saw it."""
    secret: SecretStr

    def __init__(self, info: m.KeyInfo, secret: SecretStr) -> None:
        self.info = info
        self.secret = secret

    @property
    def id(self) -> str:
        return self.info.id

    @property
    def vendor(self) -> str:
        return self.info.vendor

    @property
    def connection(self) -> str:
        return self.info.connection

    @property
    def label(self) -> str | None:
        return self.info.label

    @property
    def run(self) -> str | None:
        return self.info.run

    @property
    def expires_at(self) -> datetime:
        return self.info.expires_at

    @property
    def base_url(self) -> str:
        """What a vendor's SDK is pointed at."""
        return self.info.base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r}, vendor={self.vendor!r}, run={self.run!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a vault key holds a secret and is never pickled: issue one in each process, with the same idempotency_key "
            "where it is to be the same key"
        )


class VaultKey(IssuedKey):
    """A vault key of the blocking client. May be shared between threads, and so may the clients it makes."""

    def __init__(self, keybrake: "Keybrake", info: m.KeyInfo, secret: SecretStr, *, revoke_on_exit: bool) -> None:
        super().__init__(info, secret)
        self._keybrake = keybrake
        self._revoke_on_exit = revoke_on_exit
        self._issued_by = os.getpid()

    def refresh(self) -> m.KeyInfo:
        """Reads the key anew and keeps what it read in `info`."""
        self.info = self._keybrake.key(self.id)
        return self.info

    def spend(self) -> tuple[m.BudgetLine, ...]:
        """Every cap this key draws on, live."""
        return self.refresh().budgets

    def audit(self, **filters: Unpack[AuditFilter]) -> Iterator[m.CallRow]:
        """The calls made with this key, newest first."""
        rows = self._keybrake.audit(**cast("AuditFilter", {**filters, "key_id": self.id}))
        return cast("Iterator[m.CallRow]", rows)

    def revoke(self, reason: str | None = None) -> m.KeyInfo:
        """Ends the key. Ending it again changes nothing."""
        self.info = self._keybrake.revoke(self.id, reason)
        return self.info

    def stripe_client(self) -> "stripe.StripeClient":
        """A `stripe.StripeClient` of its own: no module global is touched."""
        from keybrake._vendors.stripe import stripe_client

        return stripe_client(self)

    def twilio_client(self, account_sid: str = "_") -> "twilio.rest.Client":
        """A `twilio.rest.Client` whose products all go through the proxy. `_` stands for the connection's account."""
        from keybrake._vendors.twilio import twilio_client

        return twilio_client(self, account_sid)

    def resend(self) -> "ResendClient":
        """The resend SDK's classes (`.Emails.send(…)`), bound to this key for the length of each call."""
        from keybrake._vendors.resend import ResendClient

        return ResendClient(self)

    def http_client(self, timeout: float = VENDOR_TIMEOUT_S) -> httpx2.Client:
        """A plain HTTP client for the vendor's API: `client.post("/v1/payment_intents", data=…)`. The caller closes it."""
        trust_env = may_use_proxies(self.base_url)
        return httpx2.Client(base_url=self.base_url, headers=bearer(self), timeout=timeout, trust_env=trust_env)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A process that was forked off inside the block leaves it too, and its parent still works with the key.
        if not self._revoke_on_exit or os.getpid() != self._issued_by:
            return
        try:
            self.info = self._keybrake.within(REVOKE_TIMEOUT_S).revoke(self.id)
        except Exception as failed:  # Also what is no fault of the proxy, such as a client that was closed too early.
            still_alive(self, failed)


def bearer(key: IssuedKey) -> dict[str, str]:
    """The header that carries the key."""
    return {"authorization": f"Bearer {key.secret.get_secret_value()}"}


def still_alive(key: IssuedKey, failed: Exception) -> None:
    """Says that a key outlives its block. Not raised: what happened in the block is the caller's result."""
    log.warning("%s was not revoked and lives until %s: %s", key.id, key.expires_at.isoformat(), failed)


def secret_of(issued: Issued) -> SecretStr:
    """The secret of a key that was just issued. Raises `Conflict` where its idempotency key names one that has ended."""
    if issued.secret is not None:
        return issued.secret
    status = issued.info.status
    raise Conflict(
        f"this idempotency key was used for {issued.info.id}, which is {status} now: issue with another one",
        code=f"key_{status}",
        status=201,
        details={"key_id": issued.info.id},
    )
