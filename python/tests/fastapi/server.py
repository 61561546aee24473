"""The docs' program, and beside it one route for each way in which a request can outlive or miss its answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import stripe
from agent import AgentKey, agent_key, app, budget, charge_tool, run_agent
from agent_loop import AgentRequest, agent_loop
from fastapi import BackgroundTasks, Depends, HTTPException
from fastapi.responses import StreamingResponse

from keybrake import AsyncVaultKey, VaultKey
from keybrake.fastapi import blocking_vault_key

background_answers: dict[str, Any] = {}
background_gates: dict[str, asyncio.Event] = {}
POLICY = {"vendor": "stripe", "allowed_endpoints": ["POST /v1/payment_intents"]}
early_key = Depends(agent_key, scope="function")
plain_key = blocking_vault_key(budget, **POLICY)


async def go_on(request: AgentRequest, client: stripe.StripeClient) -> None:
    background_answers[request.run_id] = await agent_loop(request.prompt, [charge_tool(client)])


async def go_on_when_told(request: AgentRequest, client: stripe.StripeClient) -> None:
    await background_gates[request.run_id].wait()
    await go_on(request, client)


@app.post("/background")
async def background(request: AgentRequest, key: AgentKey, tasks: BackgroundTasks) -> dict:
    """Its task waits, so that a test can look at the key between the answer and the task's own calls."""
    background_gates[request.run_id] = asyncio.Event()
    tasks.add_task(go_on_when_told, request, key.stripe_client())
    return await run_agent(request, key)


@app.post("/background/{run_id}/go-on")
async def background_go_on(run_id: str) -> None:
    background_gates[run_id].set()


@app.post("/background-too-late")
async def background_too_late(
    request: AgentRequest, key: Annotated[AsyncVaultKey, early_key], tasks: BackgroundTasks
) -> dict:
    tasks.add_task(go_on, request, key.stripe_client())
    return await run_agent(request, key)


@app.get("/background/{run_id}")
async def background_result(run_id: str) -> dict:
    return {"result": background_answers.get(run_id)}


@app.post("/stream")
async def stream(request: AgentRequest, key: AgentKey) -> StreamingResponse:
    """One line a charge, for as long as the client listens."""
    tool = charge_tool(key.stripe_client())

    async def lines() -> AsyncIterator[bytes]:
        for number in range(500):
            answer = await tool(customer_id=f"cus_{request.run_id}", amount_cents=100)
            yield f"{number} {answer.get('status') or answer.get('code')}\n".encode()
            await asyncio.sleep(0.02)

    return StreamingResponse(lines())


@app.post("/plain")
def plain(request: AgentRequest, key: Annotated[VaultKey, Depends(plain_key)]) -> dict:
    """A plain function, which FastAPI runs in a thread; it lets the SDK's exception through."""
    client = key.stripe_client()
    _, cents, times = request.prompt.split()
    for _ in range(int(times)):
        client.v1.payment_intents.create({"amount": int(cents), "currency": "usd", "customer": f"cus_{request.run_id}"})
    return {"key": key.id}


@app.post("/unguarded")
async def unguarded(request: AgentRequest, key: AgentKey) -> dict:
    """Lets the SDK's exception through."""
    _, cents, _ = request.prompt.split()
    await key.stripe_client().v1.payment_intents.create_async({"amount": int(cents), "currency": "usd"})
    return {"key": key.id}


@app.post("/own-answer")
async def own_answer(request: AgentRequest, key: AgentKey) -> dict:
    """Says in its own words what a refusal means here."""
    try:
        return await unguarded(request, key)
    except stripe.StripeError as error:
        raise HTTPException(418, "the budget of this teapot is used up") from error


@app.post("/elsewhere")
async def elsewhere(request: AgentRequest, key: AgentKey) -> dict:
    """Calls what its key does not allow."""
    await key.stripe_client().v1.refunds.create_async({"payment_intent": "pi_1"})
    return {}


@app.post("/broken")
async def broken(request: AgentRequest, key: AgentKey) -> dict:
    raise RuntimeError("a fault of the program's own")
