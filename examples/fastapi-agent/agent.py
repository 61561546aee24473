"""Runs an agent for each request. What its tools spend ends at the request's budget, background tasks included."""

from typing import Annotated

import stripe
from agent_loop import AgentRequest, agent_loop
from fastapi import Depends, FastAPI
from keybrake import AsyncVaultKey, tool_result
from keybrake.fastapi import install_exception_handlers, keybrake_lifespan, vault_key

app = FastAPI(lifespan=keybrake_lifespan())
install_exception_handlers(app)


def budget(request: AgentRequest) -> dict:
    return {"total_usd_cap": request.budget_usd, "label": f"agent-run-{request.run_id}"}


agent_key = vault_key(budget, vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], expires_in="30m")
AgentKey = Annotated[AsyncVaultKey, Depends(agent_key)]


@app.post("/agent/run")
async def run_agent(request: AgentRequest, key: AgentKey) -> dict:
    return {"result": await agent_loop(request.prompt, tools=[charge_tool(key.stripe_client())])}


def charge_tool(client: stripe.StripeClient):
    async def charge_customer(customer_id: str, amount_cents: int) -> dict:
        try:
            intent = await client.v1.payment_intents.create_async(
                {"amount": amount_cents, "currency": "usd", "customer": customer_id}
            )
        except stripe.StripeError as error:
            if (answer := tool_result(error)) is None:
                raise
            return answer
        return {"intent_id": intent.id, "status": intent.status}

    return charge_customer
