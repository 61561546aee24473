# Source: "FastAPI AI agent API key: scoping vendor calls in async agent endpoints", section "Scoping vault keys per
# FastAPI agent request". The program as published; KEYBRAKE_URL stands where the page has https://proxy.keybrake.com,
# and the two names that the page leaves to the reader come from agent_harness.py.
from fastapi import FastAPI, Depends
import httpx, stripe, os
from typing import Annotated
from agent_harness import AgentRequest, agent_loop

app = FastAPI()

KEYBRAKE_BASE = os.environ["KEYBRAKE_URL"]
KEYBRAKE_ADMIN_KEY = os.environ["KEYBRAKE_ADMIN_KEY"]

async def get_vault_key(request: AgentRequest) -> str:
    """FastAPI dependency: issues a per-request vault key."""
    async with httpx.AsyncClient() as client:
        resp = await client.post(
            f"{KEYBRAKE_BASE}/vault/keys",
            headers={"Authorization": f"Bearer {KEYBRAKE_ADMIN_KEY}"},
            json={
                "vendor": "stripe",
                "daily_usd_cap": request.budget_usd,
                "allowed_endpoints": ["POST /v1/payment_intents"],
                "expires_in": "30m",
                "label": f"agent-run-{request.run_id}",
            },
        )
    resp.raise_for_status()
    return resp.json()["vault_key"]

VaultKey = Annotated[str, Depends(get_vault_key)]

@app.post("/agent/run")
async def run_agent(request: AgentRequest, vault_key: VaultKey):
    # Each request gets its own scoped vault key
    result = await agent_loop(
        prompt=request.prompt,
        tools=[make_charge_tool(vault_key)],
    )
    return {"result": result}

def make_charge_tool(vault_key: str):
    async def charge_customer(customer_id: str, amount_cents: int) -> dict:
        async with httpx.AsyncClient() as client:
            resp = await client.post(
                f"{KEYBRAKE_BASE}/stripe/v1/payment_intents",
                headers={"Authorization": f"Bearer {vault_key}"},
                json={
                    "amount": amount_cents,
                    "currency": "usd",
                    "customer": customer_id,
                },
            )

        if resp.status_code == 429 and resp.json().get("code") == "cap_exhausted":
            return {
                "error": "spend_cap_reached",
                "message": "Budget exhausted for this agent run. Do not retry.",
            }

        resp.raise_for_status()
        return resp.json()

    return charge_customer
