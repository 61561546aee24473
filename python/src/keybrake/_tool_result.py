"""A refusal as a tool's answer: an agent reads it and stops; a framework that retries exceptions never sees one."""

from decimal import Decimal
from typing import TypedDict

from keybrake._errors import CapExhausted, Refused
from keybrake._from_exception import from_exception


class ToolResult(TypedDict):
    """What a tool returns in place of a refusal: plain JSON, of the same members and types in every client."""

    error: str
    """`spend_cap_reached`, or the code."""
    code: str
    message: str
    retryable: bool
    """Only for `rate_limited` and the like, where waiting helps."""
    retry_after_s: int | None
    """How long to wait, in seconds, where the proxy says."""
    remaining_usd: int | float | None
    """What a cheaper call could still cost; None unless a cap refused. `Refused.remaining_usd` has it exactly."""
    call_id: str | None


def tool_result(error: BaseException) -> ToolResult | None:
    """The answer to give to the model where `error` is, or carries, a refusal; None where it does not.

    None also for `Unavailable`: an outage is not the model's to judge, so it stays an exception.

        except Exception as error:
            if (answer := tool_result(error)) is None:
                raise
            return answer
    """
    refused = from_exception(error)
    if not isinstance(refused, Refused):
        return None
    remaining = refused.remaining_usd if isinstance(refused, CapExhausted) else None
    return {
        "error": "spend_cap_reached" if isinstance(refused, CapExhausted) else refused.code,
        "code": refused.code,
        "message": refused.message,
        "retryable": refused.retry == "later",
        "retry_after_s": refused.details.get("retry_after_s"),
        "remaining_usd": None if remaining is None else _number(remaining),
        "call_id": refused.call_id,
    }


def _number(amount: Decimal) -> int | float:
    """As the proxy writes amounts. The shortest text of the float, which JSON gets, is the amount's own."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
