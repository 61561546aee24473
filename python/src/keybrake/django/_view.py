"""The decorator for views that call vendors."""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, ExitStack
from typing import Any, TypeAlias

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from keybrake._errors import KeybrakeError
from keybrake._key import IssuedKey, still_alive
from keybrake._problem import raise_ours
from keybrake.django._clients import async_client, client
from keybrake.django._stream import ClosingAsyncStream, ClosingStream

View: TypeAlias = Callable[..., Any]
Policy: TypeAlias = Callable[[HttpRequest], Mapping[str, Any]]


def _nothing_more(_: HttpRequest) -> Mapping[str, Any]:
    return {}


def vault_key(policy: Policy = _nothing_more, **fields: Any) -> Callable[[View], View]:
    """The view gets the request's key as its argument `key`: a `VaultKey`, in an async view an `AsyncVaultKey`.

    `fields` are those of `POST /vault/keys`; `policy` is called with the request and returns further ones, which win.

    The key is revoked when the view has returned, or, where it returned a stream, when that has ended or its client has
    hung up. A refusal that leaves the view as the exception of a vendor's SDK is raised anew as `keybrake.Refused` (or
    `Unavailable`), which the middleware answers.
    """

    def decorate(view: View) -> View:
        return _async(view, policy, fields) if inspect.iscoroutinefunction(view) else _blocking(view, policy, fields)

    return decorate


def _blocking(view: View, policy: Policy, fields: dict[str, Any]) -> View:
    @functools.wraps(view)
    def with_key(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as ends:
            key = ends.enter_context(client().issue(**{**fields, **policy(request)}))
            try:
                response: HttpResponseBase = view(request, *args, key=key, **kwargs)
            except Exception as error:
                raise_ours(error)
                raise
            if _streams_with(response, key):
                ends.pop_all()
            return response

    return with_key


def _async(view: View, policy: Policy, fields: dict[str, Any]) -> View:
    @functools.wraps(view)
    async def with_key(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        async with AsyncExitStack() as ends:
            key = await ends.enter_async_context(await async_client().issue(**{**fields, **policy(request)}))
            try:
                response: HttpResponseBase = await view(request, *args, key=key, **kwargs)
            except Exception as error:
                raise_ours(error)
                raise
            if _streams_with(response, key):
                ends.pop_all()
            return response

    return with_key


def _streams_with(response: HttpResponseBase, key: IssuedKey) -> bool:
    """Whether the key is still needed; then it is revoked when the response is closed."""
    if not isinstance(response, StreamingHttpResponse):
        return False

    def revoke() -> None:
        try:
            client().revoke(key.id)
        except KeybrakeError as failed:
            still_alive(key, failed)

    content = response.streaming_content
    wrap = ClosingAsyncStream if response.is_async else ClosingStream
    response.streaming_content = wrap(content, revoke)
    return True
