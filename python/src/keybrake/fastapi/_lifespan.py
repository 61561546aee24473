"""One client for the application, opened when it starts and closed when it ends."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import HTTPConnection

from keybrake._async_client import AsyncKeybrake
from keybrake._client import Keybrake

State: TypeAlias = Mapping[str, Any]
Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[State | None]]

ASYNC, BLOCKING = "keybrake", "keybrake_blocking"


def keybrake_lifespan(
    inner: Lifespan | None = None,
    *,
    url: str | None = None,
    api_key: str | SecretStr | None = None,
    timeout: float = 30.0,
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    """For `FastAPI(lifespan=keybrake_lifespan(your_own))`. Your own runs inside: `app.state.keybrake` is there already.

    `url` and `api_key` default to `KEYBRAKE_URL` and `KEYBRAKE_API_KEY`; raises `ValueError` at start where one is
    missing.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with AsyncKeybrake(url, api_key, timeout=timeout) as client:
            with Keybrake(url, api_key, timeout=timeout) as blocking:
                setattr(app.state, ASYNC, client)
                setattr(app.state, BLOCKING, blocking)
                ours = {ASYNC: client, BLOCKING: blocking}
                if inner is None:
                    yield ours
                    return
                async with inner(app) as theirs:
                    yield {**(theirs or {}), **ours}

    return lifespan


def client_of(connection: HTTPConnection, name: str) -> Any:
    """The application's client: set by hand, as tests do, or the lifespan's, which reaches mounted applications too."""
    found = getattr(connection.app.state, name, None) or getattr(connection.state, name, None)
    if found is None:
        raise RuntimeError("no Keybrake client: give FastAPI(lifespan=keybrake_lifespan()), or set app.state.keybrake")
    return found
