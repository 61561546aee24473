"""A middleware without a framework: it sees the end of streams and background tasks, which belong to the request too."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from pydantic import SecretStr
from typing_extensions import Unpack

from keybrake._async_client import AsyncKeybrake
from keybrake._fields import IssueFields
from keybrake._problem import CapStatus, Problem, problem_of, said_in

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from keybrake._async_key import AsyncVaultKey


class RequestKeys:
    """`request.state.keybrake`."""

    client: AsyncKeybrake
    """For everything else: spend, audit, keys that outlive the request."""

    def __init__(self, client: AsyncKeybrake, ends: AsyncExitStack) -> None:
        self.client = client
        self._ends = ends

    async def issue(self, **fields: Unpack[IssueFields]) -> "AsyncVaultKey":
        """A key that is revoked when the request has ended, its stream and its background tasks included."""
        return await self._ends.enter_async_context(await self.client.issue(**fields))


class KeybrakeMiddleware:
    """Gives each request `request.state.keybrake`, and answers what the proxy refused as `application/problem+json`.

    Opens one client for the application, unless `client` is given, and closes it when the application ends. `cap_status` is
    the status of an exhausted cap: 402, or 429.
    """

    def __init__(
        self,
        app: "ASGIApp",
        *,
        client: AsyncKeybrake | None = None,
        url: str | None = None,
        api_key: str | SecretStr | None = None,
        cap_status: CapStatus = 402,
    ) -> None:
        self.app = app
        self.client = client if client is not None else AsyncKeybrake(url, api_key)
        self._ends = AsyncExitStack()
        if client is None:
            self._ends.push_async_callback(self.client.aclose)
        self.cap_status = cap_status

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "lifespan":
            try:
                await self.app(scope, receive, send)
            finally:
                await self._ends.aclose()
            return
        begun = False

        async def noting(message: "Message") -> None:
            nonlocal begun
            begun = True
            await send(message)

        async with AsyncExitStack() as ends:
            scope.setdefault("state", {})["keybrake"] = RequestKeys(self.client, ends)
            try:
                await self.app(scope, receive, noting)
            except Exception as error:
                problem = self._problem(error)
                if problem is None or begun or scope["type"] != "http":
                    raise
                await _answer(problem, send)

    def _problem(self, error: Exception) -> Problem | None:
        said = said_in(error)
        return None if said is None else problem_of(said, self.cap_status)


async def _answer(problem: Problem, send: "Send") -> None:
    headers = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": problem.body})
