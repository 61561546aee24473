# Source: "Dagster AI agent API key: scoping vendor calls in data pipeline assets", section "How Dagster AI agent assets call
# vendor APIs". The program as published, without Keybrake: what the others are measured against.
from dagster import asset, DynamicPartitionsDefinition, RetryPolicy
import stripe
import os

customer_partitions = DynamicPartitionsDefinition(name="customers")

@asset(
    partitions_def=customer_partitions,
    retry_policy=RetryPolicy(max_retries=3, delay=1.0),
)
def charged_customer(context) -> dict:
    customer_id = context.partition_key
    stripe.api_key = os.environ["STRIPE_SECRET_KEY"]  # full-access key
    result = stripe.PaymentIntent.create(
        amount=2999,
        currency="usd",
        customer=customer_id,
    )
    return {"status": result.status, "id": result.id}
