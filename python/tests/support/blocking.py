"""Either client behind one blocking face, so that a test says once what both must do."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from keybrake import AsyncKeybrake, Keybrake


class Blocking:
    """`run` calls and waits, `all` reads an iterator to its end, whichever client is behind."""

    def __init__(self, client: Any, loop: asyncio.AbstractEventLoop | None) -> None:
        self.client, self._loop = client, loop

    @classmethod
    def of(cls, kind: str, url: str, api_key: str) -> "Blocking":
        if kind == "blocking":
            return cls(Keybrake(url, api_key), None)
        return cls(AsyncKeybrake(url, api_key), asyncio.new_event_loop())

    def run(self, call: Callable[[], Any]) -> Any:
        came = call()
        return self._loop.run_until_complete(came) if self._loop and inspect.isawaitable(came) else came

    def all(self, rows: Any) -> list[Any]:
        if self._loop is None:
            return list(rows)

        async def read() -> list[Any]:
            return [row async for row in rows]

        return self._loop.run_until_complete(read())

    def issue(self, **fields: Any) -> Any:
        return self.run(lambda: self.client.issue(**fields))

    def enter_and_leave(self, scope: Any) -> None:
        if self._loop is None:
            with scope:
                return

        async def visit() -> None:
            async with scope:
                pass

        self._loop.run_until_complete(visit())

    def close(self) -> None:
        if self._loop is None:
            self.client.close()
            return
        self._loop.run_until_complete(self.client.aclose())
        self._loop.close()
