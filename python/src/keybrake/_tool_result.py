"""A refusal as a tool's answer: an agent reads it and stops; a framework that retries exceptions never sees one."""

from typing import TypedDict

from keybrake._errors import CapExhausted, Refused
from keybrake._from_exception import from_exception


class ToolResult(TypedDict):
    """What a tool returns in place of a refusal. Every member is plain JSON; the amount is a decimal string."""

    error: str
    """`spend_cap_reached`, or the code."""
    code: str
    message: str
    retryable: bool
    """Only for `rate_limited` and the like, where waiting helps."""
    retry_after_s: int | None
    """How long to wait, in seconds, where the proxy says."""
    remaining_usd: str | None
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
    remaining = refused.remaining_usd
    return {
        "error": "spend_cap_reached" if isinstance(refused, CapExhausted) else refused.code,
        "code": refused.code,
        "message": refused.message,
        "retryable": refused.retry == "later",
        "retry_after_s": refused.details.get("retry_after_s"),
        "remaining_usd": None if remaining is None else format(remaining, "f"),
        "call_id": refused.call_id,
    }
