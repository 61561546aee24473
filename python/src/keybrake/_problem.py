"""What a web application tells its own client when Keybrake stopped the work: RFC 9457, the same in every framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from keybrake import _errors as e
from keybrake._from_exception import from_exception
from keybrake._tool_result import tool_result

CapStatus = Literal[402, 429]
"""402, because nothing gets better by waiting; 429 for clients that know no other word for "too much"."""

STATUS_OF: Mapping[type[e.KeybrakeError], int] = {
    e.RateLimited: 429,
    e.IdempotencyConflict: 409,
    e.OutcomeUnknown: 409,
    e.Refused: 403,
    e.Unavailable: 503,
    e.CeilingExceeded: 403,
    e.RunClosed: 409,
    e.RunCapMismatch: 409,
}
"""Of an exception, the first entry that it is an instance of. What is not here is the application's own fault: a
500."""


@dataclass(frozen=True)
class Problem:
    """An answer, ready for any framework."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def problem_of(error: e.KeybrakeError, cap_status: CapStatus) -> Problem | None:
    """None where the client of the application could do nothing with it."""
    status = cap_status if isinstance(error, e.CapExhausted) else _status_of(error)
    if status is None:
        return None
    told = tool_result(error)
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code,
        "detail": error.message,
        "retryable": _is_retryable(error),
        **({} if told is None else {"remaining_usd": told["remaining_usd"], "call_id": told["call_id"]}),
    }
    return Problem(status, {"content-type": "application/problem+json"}, json.dumps(body).encode())


def _is_retryable(error: e.KeybrakeError) -> bool:
    """Whether the application's client may ask again: not where a vendor may have done what was asked, for the application
    would ask under another idempotency key. An admin API that did not answer has moved no money."""
    return error.retry == "later" or error.code == "unreachable"


def _status_of(error: e.KeybrakeError) -> int | None:
    return next((status for kind, status in STATUS_OF.items() if isinstance(error, kind)), None)


def raise_ours(error: Exception) -> None:
    """Raises what the proxy said where `error` is a vendor SDK's word for it, so that one handler knows them all."""
    said = said_in(error)
    if said is not None and said is not error:
        raise said from error


def said_in(error: Exception) -> e.KeybrakeError | None:
    """What the proxy said, where `error` is that or an SDK's word for it.

    None for what the program raised *from* such an error: that is its own answer, and stays.
    """
    if isinstance(error, e.KeybrakeError):
        return error
    said = from_exception(error) if error.__cause__ is None else None
    return said if isinstance(said, (e.Refused, e.Unavailable)) else None
