# Source: "Dagster AI agent API key: scoping vendor calls in data pipeline assets", section "Using Dagster resources to
# inject vault keys". The program as published; KEYBRAKE_URL stands where the page has https://proxy.keybrake.com.
import httpx
from dagster import asset, resource, DynamicPartitionsDefinition, RetryPolicy, RunConfig
import stripe
import os
from dataclasses import dataclass

customer_partitions = DynamicPartitionsDefinition(name="customers")

@dataclass
class KeybrakeResource:
    vault_key: str
    base_url: str = f"{os.environ['KEYBRAKE_URL']}/stripe"

@resource(config_schema={"budget_usd": float})
def keybrake_stripe_resource(context):
    run_id = context.run_id
    r = httpx.post(
        f"{os.environ['KEYBRAKE_URL']}/vault/keys",
        headers={"Authorization": f"Bearer {os.environ['KEYBRAKE_API_KEY']}"},
        json={
            "vendor": "stripe",
            "daily_usd_cap": context.resource_config["budget_usd"],
            "allowed_endpoints": ["POST /v1/payment_intents"],
            "expires_in": "4h",
            "agent_run_label": f"dagster/{run_id}",
        },
    )
    key = r.json()["vault_key"]
    return KeybrakeResource(vault_key=key)

@asset(
    partitions_def=customer_partitions,
    retry_policy=RetryPolicy(max_retries=3, delay=1.0),
    required_resource_keys={"keybrake"},
)
def charged_customer(context) -> dict:
    kb = context.resources.keybrake
    stripe.api_key = kb.vault_key              # scoped vault key from resource
    stripe.api_base = kb.base_url
    customer_id = context.partition_key
    result = stripe.PaymentIntent.create(
        amount=2999,
        currency="usd",
        customer=customer_id,
        idempotency_key=f"{customer_id}-2999",  # stable on retry
    )
    return {"status": result.status, "id": result.id}
