"""The two names that the published FastAPI program leaves to its reader: the request, and a loop that plays the model.

The loop is the worst model there is: whatever a tool answers, it goes on calling until its prompt is used up. That is
what a cap has to hold against; a model that reads "Do not retry" would stop by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
from pydantic import BaseModel

Tool = Callable[..., Awaitable[dict]]


class AgentRequest(BaseModel):
    """`prompt` is `charge <cents> <times> [pause in ms]`, e.g. `charge 2999 50` or `charge 2999 50 20`."""

    prompt: str
    budget_usd: float
    run_id: str


async def agent_loop(prompt: str, tools: list[Tool]) -> list[dict]:
    """Calls the first tool as often as the prompt says and returns what it answered, in order.

    A tool that raises is shown to the model as an error, as agent frameworks do, with the proxy's own words.
    """
    _, cents, times, *pause_ms = prompt.split()
    answers = []
    for number in range(int(times)):
        answers.append(await _call(tools[0], f"cus_{number}", int(cents)))
        if pause_ms:
            await asyncio.sleep(int(pause_ms[0]) / 1000)
    return answers


async def _call(tool: Tool, customer_id: str, amount_cents: int) -> dict:
    try:
        return await tool(customer_id=customer_id, amount_cents=amount_cents)
    except httpx.HTTPStatusError as error:
        body = error.response.json()
        return {"error": "tool_failed", "status": error.response.status_code, "code": body.get("code")}
