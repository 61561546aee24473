"""resend-python keeps its key, its address and its HTTP client in module globals. Here each call brings its own.

A `ResendClient` hands out the SDK's classes; while one of their methods runs, a context variable names the key. The
SDK's global HTTP client is replaced, once, by one that looks there: with a key it goes through the proxy, without one it
is the client that was there before. Threads and asyncio tasks each see their own variable, so keys never mix.
"""

import functools
import inspect
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
import resend
from resend.http_client import HTTPClient
from resend.http_client_async import AsyncHTTPClient

from keybrake._key import VENDOR_TIMEOUT_S, IssuedKey, bearer
from keybrake._refusal import BODY_HEADER, CODE_HEADER
from keybrake._settings import may_use_proxies

Answered = tuple[bytes, int, Mapping[str, str]]

_key: ContextVar[IssuedKey | None] = ContextVar("keybrake_resend_key", default=None)
_installing = threading.Lock()


class ResendClient:
    """`client.Emails.send({…})`, `await client.Emails.send_async({…})`: every class of the SDK, under one vault key."""

    def __init__(self, key: IssuedKey) -> None:
        self._vault_key = key

    def __getattr__(self, name: str) -> Any:
        return _Bound(getattr(resend, name), self._vault_key)

    def __repr__(self) -> str:
        return f"ResendClient({self._vault_key.id!r})"


class _Bound:
    """One of the SDK's classes, whose methods run under a key."""

    def __init__(self, target: Any, key: IssuedKey) -> None:
        self._target, self._vault_key = target, key

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._target, name)
        if inspect.isclass(member):
            return _Bound(member, self._vault_key)
        return _under(member, self._vault_key) if callable(member) else member

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._target(*args, **kwargs)


def _under(method: Callable[..., Any], key: IssuedKey) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def run_async(*args: Any, **kwargs: Any) -> Any:
            with _using(key):
                return await method(*args, **kwargs)

        return run_async

    @functools.wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        with _using(key):
            return method(*args, **kwargs)

    return run


@contextmanager
def _using(key: IssuedKey) -> Iterator[None]:
    _install()
    token = _key.set(key)
    try:
        yield
    finally:
        _key.reset(token)


def _install() -> None:
    """Before every call: a program that sets the globals anew must not send a vault key's call to Resend itself."""
    with _installing:
        sync = resend.default_http_client
        before = resend.default_async_http_client
        if not isinstance(before, _RoutedAsync):
            # The SDK also lets an async client stand in the blocking client's place; what it would have used is kept.
            resend.default_async_http_client = _RoutedAsync(sync if isinstance(sync, AsyncHTTPClient) else before)
        if not isinstance(sync, _Routed):
            resend.default_http_client = _Routed(sync if isinstance(sync, HTTPClient) else resend.RequestsClient())


@functools.cache
def _http(_pid: int, trust_env: bool) -> httpx2.Client:
    """One for each process: two on one connection would read each other's answers."""
    return httpx2.Client(timeout=VENDOR_TIMEOUT_S, trust_env=trust_env)


class _Routed(HTTPClient):
    def __init__(self, before: HTTPClient) -> None:
        self._before = before

    def request(
        self, method: str, url: str, headers: Mapping[str, str], json: Any = None, files: Any = None, data: Any = None
    ) -> Answered:
        key, body = _key.get(), _given(json=json, files=files, data=data)
        if key is None:
            return self._before.request(method, url, headers, **body)
        answer = _http(os.getpid(), may_use_proxies(key.base_url)).request(
            method, _address(key, url), headers=_with_key(key, headers), **body
        )
        return answer.content, answer.status_code, _explained(answer)


class _RoutedAsync(AsyncHTTPClient):
    def __init__(self, before: AsyncHTTPClient | None) -> None:
        self._before = before

    async def request(
        self, method: str, url: str, headers: Mapping[str, str], json: Any = None, files: Any = None, data: Any = None
    ) -> Answered:
        key, body = _key.get(), _given(json=json, files=files, data=data)
        if key is None:
            if self._before is None:
                raise RuntimeError("no async HTTP client is configured: pip install 'resend[async]'")
            return await self._before.request(method, url, headers, **body)
        # A client a call, as the SDK itself does: a pool belongs to one event loop, and this object to all.
        trust_env = may_use_proxies(key.base_url)
        async with httpx2.AsyncClient(timeout=VENDOR_TIMEOUT_S, trust_env=trust_env) as http:
            answer = await http.request(method, _address(key, url), headers=_with_key(key, headers), **body)
        return answer.content, answer.status_code, _explained(answer)


def _address(key: IssuedKey, url: str) -> str:
    return key.base_url + url.removeprefix(str(resend.api_url))


def _given(**body: Any) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def _with_key(key: IssuedKey, headers: Mapping[str, str]) -> dict[str, str]:
    return {**{name: value for name, value in headers.items() if name.lower() != "authorization"}, **bearer(key)}


def _explained(answer: httpx2.Response) -> dict[str, str]:
    """The headers; of a refusal with its body among them, for the SDK's exception keeps nothing else."""
    headers = dict(answer.headers)
    return {**headers, BODY_HEADER: answer.text} if CODE_HEADER in headers else headers
