"""LangChain and LangGraph: a middleware of `create_agent`, and the handler that a bare `ToolNode` takes.

    create_agent(model, tools, middleware=[ToolRetryMiddleware(…), KeybrakeMiddleware()])

LangChain's first middleware is the outermost: this one stands last, so that a retry around it sees an answer, and repeats
nothing that was refused.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from langchain.agents.middleware import AgentMiddleware, AgentState, ToolCallRequest, hook_config
from langchain_core.messages import ToolMessage
from langgraph.types import Command

from keybrake._guard import OnRefusal
from keybrake._tool_result import ToolResult, tool_result

__all__ = ["KeybrakeMiddleware", "tell_model"]

MARK = "keybrake_refusal"
"""In a tool message's `additional_kwargs`: the refusal, for whoever reads the state."""

Ran: TypeAlias = ToolMessage | Command[Any]


class KeybrakeMiddleware(AgentMiddleware):
    """A refusal becomes the tool's answer. With `on_refusal="stop"` the run then ends, without asking the model again.

    A refusal for which waiting helps ends no run. Any other exception, an outage too, goes on as it is.
    """

    def __init__(self, on_refusal: OnRefusal = "tell_model") -> None:
        super().__init__()
        self.on_refusal = on_refusal

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Ran]) -> Ran:
        """Runs the tool, blocking."""
        try:
            return handler(request)
        except Exception as error:
            return _message(request, error)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Ran]]
    ) -> Ran:
        """Runs the tool, async."""
        try:
            return await handler(request)
        except Exception as error:
            return _message(request, error)

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: AgentState[Any], runtime: Any) -> dict[str, Any] | None:
        """Ends the run where one of the tool calls just made was refused and `on_refusal` is "stop"."""
        final = any(not refused["retryable"] for refused in refusals(state["messages"]))
        return {"jump_to": "end"} if final and self.on_refusal == "stop" else None


def refusals(messages: list[Any]) -> list[ToolResult]:
    """Those among the tool messages at the end of a conversation."""
    found: list[ToolResult] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        if MARK in message.additional_kwargs:
            found.append(message.additional_kwargs[MARK])
    return found


def tell_model(error: Exception) -> str:
    """For `ToolNode(tools, handle_tool_errors=tell_model)`: the refusal as JSON; any other exception is raised."""
    answer = tool_result(error)
    if answer is None:
        raise error
    return json.dumps(answer)


def _message(request: ToolCallRequest, error: Exception) -> ToolMessage:
    answer = tool_result(error)
    if answer is None:
        raise error
    call = request.tool_call
    return ToolMessage(
        json.dumps(answer),
        tool_call_id=call["id"],
        name=call["name"],
        status="error",
        additional_kwargs={MARK: answer},
    )
