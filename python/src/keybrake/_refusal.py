"""Reads our refusal out of an HTTP answer, whoever received it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from keybrake._errors import KeybrakeError, Refused, Unavailable
from keybrake._json import amount_of, exact, loads
from keybrake._registry import CALL_CODES

CODE_HEADER = "keybrake-code"
CALL_ID_HEADER = "keybrake-call-id"
REMAINING_HEADER = "keybrake-remaining-usd"
WAIT_DIGITS_MAX = 9
BODY_HEADER = "keybrake-body"
"""Never on the wire: where an SDK's exception keeps the headers and drops the body, our HTTP client carries it here."""


def refusal_of(status: int | None, headers: Mapping[str, str], body: object) -> KeybrakeError | None:
    """The refusal in an answer, or None where the answer is not the proxy's own.

    `headers` in any case. `body`: the JSON object, its text or bytes, or anything else where it is not at hand – then the
    header alone names the code, and the details are missing.
    """
    lower = {str(name).lower(): str(value) for name, value in headers.items()}
    own = _own_object(body)
    # The proxy lets no vendor's header of this name through; a body alone counts only where headers are not to be had.
    code = lower.get(CODE_HEADER) if lower else own.get("code")
    if not isinstance(code, str):
        return None
    details = exact({name: value for name, value in own.items() if name not in ("code", "message", "call_id")})
    remaining = _remaining(details, lower)
    if remaining is not None:
        details["remaining_usd"] = remaining
    wait = lower.get("retry-after", "")
    if wait.isdecimal() and len(wait) <= WAIT_DIGITS_MAX:
        details["retry_after_s"] = int(wait)
    return refusal(
        code,
        message=str(own.get("message") or _message_in(body) or code),
        status=status,
        call_id=own.get("call_id") or lower.get(CALL_ID_HEADER),
        details=details,
    )


def refusal(
    code: str, *, message: str, status: int | None, call_id: str | None = None, details: Mapping[str, Any] | None = None
) -> KeybrakeError:
    """The exception for a code. One that this version does not know is told apart by its status: 5xx is `Unavailable`."""
    entry = CALL_CODES.get(code)
    if entry is not None:
        return entry.kind(message, code=code, status=status, call_id=call_id, details=details, retry=entry.retry)
    kind = Unavailable if status is not None and status >= 500 else Refused
    return kind(message, code=code, status=status, call_id=call_id, details=details)


def _own_object(body: object) -> Mapping[str, Any]:
    """The member `keybrake` of the body; no vendor's answer has one."""
    parsed = _object(body)
    own = parsed.get("keybrake")
    return own if isinstance(own, Mapping) else {}


def _object(body: object) -> Mapping[str, Any]:
    if isinstance(body, (str, bytes)):
        try:
            body = loads(body)
        except ValueError:
            return {}
    return body if isinstance(body, Mapping) else {}


def _message_in(body: object) -> object:
    parsed = _object(body)
    error = parsed.get("error")
    return parsed.get("message") or (error.get("message") if isinstance(error, Mapping) else None)


def _remaining(details: Mapping[str, Any], headers: Mapping[str, str]) -> Decimal | None:
    """What a cheaper call could still cost.

    Of the budget that failed where the details have its numbers, else of the one with least room, which the header tells. A
    cap on one call is told together with the least room; a number of calls leaves no money to speak of.
    """
    window = details.get("window")
    least = amount_of(headers.get(REMAINING_HEADER))
    cap, spent, held = (amount_of(details.get(name)) for name in ("cap_usd", "spent_usd", "held_usd"))
    if window == "calls":
        return None
    if window == "call":
        return min((amount for amount in (cap, least) if amount is not None), default=None)
    if cap is not None and spent is not None and held is not None:
        return max(cap - spent - held, Decimal(0))
    return least
