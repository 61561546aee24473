"""Carries a `Call` to the proxy over httpx2, or over whatever client of that shape the caller brought."""

import math
import os
import sys
from collections.abc import Mapping
from typing import Any, Protocol

import httpx2

from keybrake._call import Answer, Call, NoAnswer
from keybrake._settings import Settings
from keybrake._version import __version__


class HttpResponse(Protocol):
    """What is read of a response."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class HttpClient(Protocol):
    """`httpx2.Client`, `httpx.Client`, and the test clients of Starlette and FastAPI."""

    def request(self, method: str, url: str, /, *, content: Any, headers: Any, timeout: Any) -> HttpResponse: ...


class AsyncHttpClient(Protocol):
    """`httpx2.AsyncClient`, `httpx.AsyncClient`."""

    async def request(self, method: str, url: str, /, *, content: Any, headers: Any, timeout: Any) -> HttpResponse: ...


class Transport:
    """Sends over the caller's client, or one of its own. Safe to share between threads, as the client is.

    A process that was forked off gets a client of its own: two processes on one connection would read each other's answers,
    keys among them.
    """

    def __init__(self, client: HttpClient | None, settings: Settings, timeout_s: float) -> None:
        self._given, self._settings, self._timeout_s = client, settings, timeout_s
        self._own = httpx2.Client(trust_env=settings.trust_env) if client is None else None
        self._own_pid = os.getpid()

    def send(self, call: Call[Any], within_s: float = math.inf) -> Answer | NoAnswer:
        try:
            response = self._client().request(
                call.method,
                f"{self._settings.url}{call.path}",
                content=call.body,
                headers=_headers(call, self._settings),
                timeout=min(within_s, self._timeout_s),
            )
        except _faults() as cause:
            return NoAnswer(cause)
        return _answer(response)

    def close(self) -> None:
        if self._own is not None and self._own_pid == os.getpid():
            self._own.close()

    def _client(self) -> HttpClient:
        if self._given is not None:
            return self._given
        if self._own is None or self._own_pid != os.getpid():
            # The parent's is left open: to close it would end the parent's connections.
            self._own, self._own_pid = httpx2.Client(trust_env=self._settings.trust_env), os.getpid()
        return self._own


class AsyncTransport:
    """Sends over an async client. Safe to share between tasks, as the client is."""

    def __init__(self, client: AsyncHttpClient, settings: Settings, timeout_s: float) -> None:
        self._client, self._settings, self._timeout_s = client, settings, timeout_s

    async def send(self, call: Call[Any]) -> Answer | NoAnswer:
        try:
            response = await self._client.request(
                call.method,
                f"{self._settings.url}{call.path}",
                content=call.body,
                headers=_headers(call, self._settings),
                timeout=self._timeout_s,
            )
        except _faults() as cause:
            return NoAnswer(cause)
        return _answer(response)


def _headers(call: Call[Any], settings: Settings) -> dict[str, str]:
    """The credential goes with each request, never into the client: that may be the caller's, who uses it elsewhere too."""
    return {
        "authorization": f"Bearer {settings.api_key.get_secret_value()}",
        "accept": "application/json",
        "user-agent": f"keybrake-python/{__version__}",
        **({} if call.body is None else {"content-type": "application/json"}),
        **call.headers,
    }


def _answer(response: HttpResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)


def _faults() -> tuple[type[Exception], ...]:
    """What the client at hand raises when no answer comes, or none that can be decoded. httpx is looked for only where the
    caller brought it."""
    httpx = sys.modules.get("httpx")
    of_httpx: type[Exception] | None = getattr(httpx, "RequestError", None)
    return (httpx2.RequestError, OSError, *(() if of_httpx is None else (of_httpx,)))
