"""Stands where an agent framework would: a loop that goes on calling its tool, whatever the tool answers."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

from pydantic import BaseModel

Tool = Callable[..., Awaitable[dict]]


class AgentRequest(BaseModel):
    """`prompt` is `charge <cents> <times> [pause in ms]`, e.g. `charge 2999 50 20`."""

    prompt: str
    budget_usd: Decimal
    run_id: str


async def agent_loop(prompt: str, tools: list[Tool]) -> list[dict]:
    """Calls the first tool as often as the prompt says and returns what it answered, in order."""
    _, cents, times, *pause_ms = prompt.split()
    answers = []
    for number in range(int(times)):
        answers.append(await tools[0](customer_id=f"cus_{number}", amount_cents=int(cents)))
        if pause_ms:
            await asyncio.sleep(int(pause_ms[0]) / 1000)
    return answers
