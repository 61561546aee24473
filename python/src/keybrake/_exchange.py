"""The course of one call: send, judge the answer, perhaps wait and send again. Both clients run this one generator."""

import math
import random
from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

from keybrake._call import Answer, Call, NoAnswer, Pause
from keybrake._errors import AdminError, KeybrakeError, Unavailable
from keybrake._json import exact, loads
from keybrake._registry import ADMIN_CODES

T = TypeVar("T")

FIRST_PAUSE_S = 0.2
PAUSE_MAX_S = 5.0
"""Of one pause, also where the answer asks for more: a client that sleeps for minutes looks as if it hung."""
WORTH_REPEATING = frozenset({502, 503, 504})

Exchange = Generator[Call[T] | Pause, Answer | NoAnswer | None, T]


def exchange(call: Call[T], retries: int, left_s: Callable[[], float] = lambda: math.inf) -> Exchange[T]:
    """Yields what is to be done, takes what came of it, returns the answer as `call.read` sees it.

    `left_s` says how much time is left for all of it: what would end later is not begun again.
    Raises a `KeybrakeError` of any kind but `Refused`.
    """
    left = retries if call.repeatable else 0
    attempt = 0
    while True:
        came = yield call
        if isinstance(came, Answer) and 200 <= came.status < 300:
            return _read(call, came)
        if left == 0 or (isinstance(came, Answer) and came.status not in WORTH_REPEATING):
            raise _error(call, came)
        pause = _pause(attempt, came)
        if pause >= left_s():
            raise _error(call, came)
        yield Pause(pause)
        left, attempt = left - 1, attempt + 1


def _read(call: Call[T], answer: Answer) -> T:
    try:
        return call.read(loads(answer.body))
    except ValueError as cause:
        # Not the cause's own words: a validation error repeats its input, which may hold a key.
        message = f"{call.method} {call.path}: the answer is not what this version of the client expects"
        raise AdminError(message, code="unreadable_answer", status=answer.status) from _without_input(cause)


def _without_input(cause: ValueError) -> ValueError:
    return ValueError(f"{type(cause).__name__}")


def _error(call: Call[Any], came: Answer | NoAnswer | None) -> KeybrakeError:
    name = f"{call.method} {call.path.partition('?')[0]}"
    if not isinstance(came, Answer):
        why = came.cause if came is not None else "nothing was sent"
        error = Unavailable(f"{name}: Keybrake did not answer ({why})", code="unreachable", retry="same_key")
        error.__cause__ = came.cause if came is not None else None
        return error
    problem = _problem(came)
    code = problem.get("code")
    if not isinstance(code, str):
        kind = Unavailable if came.status >= 500 else AdminError
        return kind(
            f"{name}: status {came.status}, not in Keybrake's form", code="unreadable_answer", status=came.status
        )
    details = exact({member: value for member, value in problem.items() if member not in ("code", "status", "detail")})
    message = f"{name}: {problem.get('detail') or problem.get('message') or problem.get('title') or code}"
    entry = ADMIN_CODES.get(code)
    if entry is None:
        kind = Unavailable if came.status >= 500 else AdminError
        return kind(message, code=code, status=came.status, details=details)
    return entry.kind(message, code=code, status=came.status, details=details, retry=entry.retry)


def _problem(answer: Answer) -> Mapping[str, Any]:
    try:
        problem = loads(answer.body)
    except ValueError:
        return {}
    return problem if isinstance(problem, Mapping) else {}


def _pause(attempt: int, came: Answer | NoAnswer | None) -> float:
    wanted = FIRST_PAUSE_S * 2.0**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - spreads clients, keeps no secret
    asked = came.headers.get("retry-after", "") if isinstance(came, Answer) else ""
    return min(max(wanted, float(asked) if asked.isdecimal() else 0.0), PAUSE_MAX_S)
