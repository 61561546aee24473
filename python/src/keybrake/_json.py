"""JSON as the admin API speaks it: money is exact in both directions, and a float never gets near it."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import SecretStr

USD_MAX = Decimal("9007199254.740991")
"""The largest amount the admin API knows. What is beyond it did not come from there."""


def loads(text: bytes | str) -> Any:
    """Reads JSON with every number that has a point as `Decimal`. Raises `ValueError`."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (RecursionError, InvalidOperation) as error:
        raise ValueError(f"cannot be read: {type(error).__name__}") from None


def amount_of(value: object) -> Decimal | None:
    """A number, or the text of one, as USD; None for anything that is no amount of the admin API."""
    if isinstance(value, float):  # A vendor's SDK parsed the body before us; its shortest text is what was sent.
        value = repr(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    # By comparison: arithmetic would round, and overflow.
    return amount if amount.is_finite() and -USD_MAX <= amount <= USD_MAX else None


def exact(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an answer with every amount as `Decimal`, whoever parsed them, and no float left."""
    return {name: _exact(name, value) for name, value in members.items()}


def _exact(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        return exact(value)
    if isinstance(value, list):
        return [_exact("", item) for item in value]
    if name.endswith("_usd") and not isinstance(value, str):
        return amount_of(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


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
