"""The fake itself: keys, budgets, calls and rows in memory, behind the admin API's and the vendors' own HTTP."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any

import httpx2
from typing_extensions import Self

from keybrake import AsyncKeybrake, Keybrake
from keybrake.testing._admin import FakeAdmin
from keybrake.testing._front import FakeFront
from keybrake.testing._http import FakeRequest, FakeResponse, httpx_handler
from keybrake.testing._server import FakeServer
from keybrake.testing._state import State
from keybrake.testing._vendors import PRICES

ADMIN_KEY = "fake_admin_key"


class FakeKeybrake:
    """Keybrake in memory, for tests of programs that use it.

        def test_stops_at_the_cap(fake_keybrake):
            with fake_keybrake.client() as keybrake:
                bill_everyone(keybrake)
            assert fake_keybrake.spent_usd() <= 60

    It knows keys, runs, named budgets, caps in every window, allowlists, plain parameter rules, expiry, revocation, the
    brake and the audit log; at its vendors, the calls that `keybrake.testing.OPERATIONS` lists and reads of what they
    made. What it does not know it answers with 501, so that no test passes on a guess.

    As a context manager it listens on a loopback port, which vendor SDKs need; `transport` works without.
    """

    url: str
    """Where it listens; without a server, an address that only `transport` knows."""
    api_key: str = ADMIN_KEY

    def __init__(self, *, prices: Mapping[str, Decimal] | None = None) -> None:
        self._state = State(dict(PRICES if prices is None else prices))
        self._admin = FakeAdmin(self._state, ADMIN_KEY, lambda: self.url)
        self._front = FakeFront(self._state)
        self._lock = threading.Lock()
        self._server: FakeServer | None = None
        self.url = "http://fake-keybrake.invalid"

    @property
    def transport(self) -> httpx2.MockTransport:
        """For `httpx2.Client(transport=…)` and `httpx2.AsyncClient(transport=…)`: no socket is opened."""
        return httpx2.MockTransport(httpx_handler(self.handle))

    def client(self) -> Keybrake:
        """A `Keybrake` that talks to this fake in memory."""
        return Keybrake(self.url, ADMIN_KEY, http_client=httpx2.Client(transport=self.transport))

    def async_client(self) -> AsyncKeybrake:
        """An `AsyncKeybrake` that talks to this fake in memory."""
        return AsyncKeybrake(self.url, ADMIN_KEY, http_client=httpx2.AsyncClient(transport=self.transport))

    def executed(self, vendor: str | None = None) -> list[dict[str, Any]]:
        """What the fake vendors did, oldest first: `vendor`, `operation`, `usd`, and the request's own fields."""
        return [row for row in self._state.executed if vendor in (None, row["vendor"])]

    def spent_usd(self) -> Decimal:
        """What all of it cost."""
        return sum((row["usd"] for row in self._state.executed), Decimal(0))

    def advance(self, by: timedelta) -> None:
        """Moves the fake's clock on: keys expire, windows begin anew."""
        self._state.shift += by

    def lose_next_answer(self) -> None:
        """The next vendor call that costs is executed, and answered 502 `upstream_broken`; its money stays held."""
        self._state.answers_to_lose += 1

    def handle(self, request: FakeRequest) -> FakeResponse:
        """One request, of either plane. One at a time, so that caps hold under threads as the product's do."""
        with self._lock:
            plane = self._admin if request.path.startswith("/vault/") else self._front
            return plane.answer(request)

    def __enter__(self) -> Self:
        self._server = FakeServer(self.handle)
        self.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
