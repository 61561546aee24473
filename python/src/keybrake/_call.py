"""One call of the admin API as a value: what is sent, and how its answer is read. No socket is opened here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    """`path` is relative to the proxy's origin and has its query. `read` gets the JSON of a 2xx answer."""

    method: str
    path: str
    read: Callable[[object], T]
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = False
    """May be sent again when no answer came: it reads, or sending it twice does what sending it once does."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True)
class NoAnswer:
    """Nothing came back; `cause` says why."""

    cause: Exception


@dataclass(frozen=True)
class Pause:
    """Wait this long before going on."""

    seconds: float
