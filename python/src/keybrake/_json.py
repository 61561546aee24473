"""JSON as the admin API speaks it: money is exact in both directions, and a float never gets near it."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from pydantic import SecretStr


def loads(text: bytes | str) -> Any:
    """Reads JSON with every number that has a point as `Decimal`. Raises `ValueError`."""
    return json.loads(text, parse_float=Decimal)


def dumps(value: object) -> bytes:
    """Writes a request body. Money goes out as a decimal string.

    Raises `TypeError` at a float, at a time without a zone, and at any type that JSON and the admin API do not know.
    """
    return json.dumps(_plain(value, ""), ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object, where: str) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        return _decimal_text(value, where)
    if isinstance(value, float):
        raise TypeError(f"{where or 'the value'} is a float, which holds no exact amount: give a str, int or Decimal")
    if isinstance(value, datetime):
        return _time_text(value, where)
    if isinstance(value, timedelta):
        return _whole_seconds(value, where)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return {str(name): _plain(member, f"{where}.{name}" if where else str(name)) for name, member in value.items()}
    if isinstance(value, AbstractSet):
        return [_plain(member, where) for member in sorted(value, key=str)]
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(member, f"{where}[{index}]") for index, member in enumerate(value)]
    raise TypeError(f"{where or 'the value'} is a {type(value).__name__}, which no field takes")


def _decimal_text(value: Decimal, where: str) -> str:
    if not value.is_finite():
        raise TypeError(f"{where} is {value}, which is no amount")
    return format(value, "f")


def _time_text(value: datetime, where: str) -> str:
    if value.tzinfo is None:
        raise TypeError(f"{where} is a time without a zone: give datetime(..., tzinfo=timezone.utc)")
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _whole_seconds(value: timedelta, where: str) -> int:
    seconds = value // timedelta(seconds=1)
    if timedelta(seconds=seconds) != value:
        raise TypeError(f"{where} is {value}: a duration is whole seconds")
    return seconds
