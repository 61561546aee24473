"""Pydantic AI: a toolset around the tools that spend money.

    Agent(model, deps_type=Deps, toolsets=[KeybrakeToolset(FunctionToolset([charge]))])

For tools given by `@agent.tool`, `keybrake.answering_refusals` does the same, under the decorator. A refusal is never a
`ModelRetry`: that asks the model to call again. And Pydantic AI's retrying HTTP transport takes every 429 for a reason to
repeat: keep it away from clients that carry a vault key.
"""

from dataclasses import dataclass
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.toolsets import ToolsetTool, WrapperToolset

from keybrake._from_exception import from_exception
from keybrake._guard import OnRefusal
from keybrake._tool_result import tool_result

__all__ = ["KeybrakeToolset"]


@dataclass
class KeybrakeToolset(WrapperToolset[Any]):
    """A refusal becomes the tool's return value; with `on_refusal="stop"` it is raised as `Refused` and ends the run.

    A refusal for which waiting helps ends no run. Any other exception, an outage too, goes on as it is.
    """

    on_refusal: OnRefusal = "tell_model"

    async def call_tool(
        self, name: str, tool_args: dict[str, Any], ctx: RunContext[Any], tool: ToolsetTool[Any]
    ) -> Any:
        """Runs the tool."""
        try:
            return await super().call_tool(name, tool_args, ctx, tool)
        except Exception as error:
            answer = tool_result(error)
            if answer is None:
                raise
            if self.on_refusal == "stop" and not answer["retryable"]:
                raise from_exception(error) or error from error
            return answer
