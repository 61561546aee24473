# Source: "FastAPI AI agent API key: scoping vendor calls in async agent endpoints", section "How FastAPI AI agent backends
# call vendor APIs". The program as published, without Keybrake: what the others are measured against. The two names that the
# page leaves to the reader come from agent_harness.py.
from fastapi import FastAPI
import stripe, os
from agent_harness import AgentRequest, agent_loop

app = FastAPI()
stripe.api_key = os.environ["STRIPE_SECRET_KEY"]  # shared across all requests

@app.post("/agent/run")
async def run_agent(request: AgentRequest):
    # LLM tool loop — may call charge_customer() many times
    result = await agent_loop(request.prompt, tools=[charge_customer])
    return {"result": result}

async def charge_customer(customer_id: str, amount_cents: int) -> dict:
    intent = stripe.PaymentIntent.create(
        amount=amount_cents,
        currency="usd",
        customer=customer_id,
    )
    return {"intent_id": intent.id, "status": intent.status}
