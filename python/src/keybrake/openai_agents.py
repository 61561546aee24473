"""OpenAI Agents SDK: what a function tool does with a refusal.

The SDK's own `failure_error_function` tells the model "Please try again" about every exception, a refusal included. Give
each tool that spends money another:

    @function_tool(failure_error_function=tell_model)
    def charge(customer: str, cents: int) -> str: …

With `failure_error_function=None` the run ends at the first refusal: the SDK raises a `UserError`, in which
`keybrake.from_exception` finds it.
"""

import json
from typing import Any

from agents import RunContextWrapper

from keybrake._tool_result import tool_result

__all__ = ["tell_model"]


def tell_model(_: RunContextWrapper[Any], error: Exception) -> str:
    """The refusal as JSON for the model. Any other exception ends the run."""
    answer = tool_result(error)
    if answer is None:
        raise error
    return json.dumps(answer)
