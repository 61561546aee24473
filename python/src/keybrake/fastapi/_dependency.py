"""The dependency that a route asks for a key."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import Depends
from starlette.requests import HTTPConnection

from keybrake._async_key import AsyncVaultKey
from keybrake._key import VaultKey
from keybrake._problem import raise_ours
from keybrake.fastapi._lifespan import ASYNC, BLOCKING, client_of

if TYPE_CHECKING:
    from keybrake._async_client import AsyncKeybrake
    from keybrake._client import Keybrake

Policy: TypeAlias = Callable[..., Mapping[str, Any]]


def _nothing_more() -> Mapping[str, Any]:
    return {}


def vault_key(policy: Policy = _nothing_more, **fields: Any) -> Callable[..., AsyncIterator[AsyncVaultKey]]:
    """A dependency that issues a key for the request: `Annotated[AsyncVaultKey, Depends(vault_key(…))]`.

    `fields` are those of `POST /vault/keys`. `policy` is a dependency itself, so it can take what a route can take –
    the parsed body, headers, the user – and returns further fields; its own win.

    The key is revoked after the response, its stream and the background tasks. With `Depends(…, scope="function")` it
    is revoked before the response is sent.

    A refusal that leaves the route as the exception of a vendor's SDK is raised anew as `keybrake.Refused` (or
    `Unavailable`), so that one handler knows them all. Keep the dependency in a module-level name:
    `dependency_overrides` is looked up by it.
    """

    async def issued_key(
        connection: HTTPConnection, asked: Annotated[Mapping[str, Any], Depends(policy)]
    ) -> AsyncIterator[AsyncVaultKey]:
        keybrake: AsyncKeybrake = client_of(connection, ASYNC)
        async with await keybrake.issue(**{**fields, **asked}) as key:
            try:
                yield key
            except Exception as error:
                raise_ours(error)
                raise

    return issued_key


def blocking_vault_key(policy: Policy = _nothing_more, **fields: Any) -> Callable[..., Iterator[VaultKey]]:
    """The same for routes that are plain functions, which FastAPI runs in threads."""

    def issued_key(
        connection: HTTPConnection, asked: Annotated[Mapping[str, Any], Depends(policy)]
    ) -> Iterator[VaultKey]:
        keybrake: Keybrake = client_of(connection, BLOCKING)
        with keybrake.issue(**{**fields, **asked}) as key:
            try:
                yield key
            except Exception as error:
                raise_ours(error)
                raise

    return issued_key
