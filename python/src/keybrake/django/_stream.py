"""Streams that say when their response is closed, which Django does in every case: at the end, and when the client has gone."""

from collections.abc import AsyncIterator, Callable, Iterator


class ClosingStream:
    """A generator would not do: one that was never begun has nothing to close."""

    def __init__(self, content: Iterator[bytes], closed: Callable[[], None]) -> None:
        self._content = content
        self.close = closed

    def __iter__(self) -> Iterator[bytes]:
        return self._content


class ClosingAsyncStream:
    """Its `close` is a plain function too: Django calls it in a thread."""

    def __init__(self, content: AsyncIterator[bytes], closed: Callable[[], None]) -> None:
        self._content = content
        self.close = closed

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._content
