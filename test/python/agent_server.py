"""The published FastAPI program as uvicorn serves it, with the route its page describes for work after the response.

The page says: capture the key from the dependency and hand it to `background_tasks.add_task(my_task, vault_key=vault_key)`.
"""

from fastapi import BackgroundTasks

from agent_harness import AgentRequest, agent_loop
from fastapi_agent import VaultKey, app, make_charge_tool

background_answers: dict[str, list[dict]] = {}


@app.post("/agent/run-and-go-on")
async def run_and_go_on(request: AgentRequest, vault_key: VaultKey, background_tasks: BackgroundTasks) -> dict:
    """Runs the prompt, answers, and runs it once more in the background with the same key."""
    background_tasks.add_task(go_on, request, vault_key=vault_key)
    return {"result": await agent_loop(prompt=request.prompt, tools=[make_charge_tool(vault_key)])}


async def go_on(request: AgentRequest, vault_key: str) -> None:
    background_answers[request.run_id] = await agent_loop(prompt=request.prompt, tools=[make_charge_tool(vault_key)])


@app.get("/agent/background/{run_id}")
async def background(run_id: str) -> dict:
    """`result` is null until the background task of that request has ended."""
    return {"result": background_answers.get(run_id)}
