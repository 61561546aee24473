"""Charges every customer once, a partition each. All partitions of a backfill together spend at most 500 USD."""

import dagster as dg
from keybrake.dagster import KeybrakeResource, revoke_on_run_end

customers = dg.DynamicPartitionsDefinition(name="customers")


@dg.asset(partitions_def=customers, retry_policy=dg.RetryPolicy(max_retries=3, delay=1.0))
def charged_customer(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> dict:
    with keybrake.stripe(context) as stripe:
        result = stripe.v1.payment_intents.create(
            {"amount": 2999, "currency": "usd", "customer": context.partition_key},
            {"idempotency_key": keybrake.idempotency_key(context, 2999)},
        )
    return {"status": result.status, "id": result.id}


keybrake = KeybrakeResource(
    vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], total_usd_cap="500", scope="backfill"
)
defs = dg.Definitions(
    assets=[charged_customer],
    jobs=[dg.define_asset_job("charge_customers", [charged_customer])],
    resources={"keybrake": keybrake},
    sensors=revoke_on_run_end(keybrake),
)
