"""Requests and responses of the fake, whichever transport carries them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from keybrake._json import dumps, loads


@dataclass(frozen=True)
class FakeRequest:
    """`path` is without the query; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises `ValueError`."""
        value = loads(self.body or b"{}")
        if not isinstance(value, dict):
            raise ValueError("no object")  # noqa: TRY004 - as malformed as any other body
        return value

    def fields(self) -> dict[str, str]:
        """The body's fields as text, whether it is a form or JSON."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return {
                name: value if isinstance(value, str) else dumps(value).decode() for name, value in self.json().items()
            }
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class FakeResponse:
    """`value` is sent as JSON."""

    status: int
    value: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return json.dumps(self.value, default=_written).encode()


def _written(value: object) -> object:
    """Amounts as JSON numbers, as the product writes them: fifteen digits survive the double in between."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def request_of(method: str, url: str, headers: Mapping[str, str], body: bytes) -> FakeRequest:
    parts = urlsplit(url)
    lower = {name.lower(): value for name, value in headers.items()}
    return FakeRequest(method, parts.path, dict(parse_qsl(parts.query)), lower, body)


def httpx_handler(handle: Callable[[FakeRequest], FakeResponse]) -> Callable[[httpx2.Request], httpx2.Response]:
    def answer(request: httpx2.Request) -> httpx2.Response:
        made = handle(request_of(request.method, str(request.url), request.headers, request.content))
        return httpx2.Response(
            made.status, headers={"content-type": "application/json", **made.headers}, content=made.body
        )

    return answer
