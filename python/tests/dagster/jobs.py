"""Jobs of every shape in which Dagster runs code that calls a vendor. `billing` is the program of the docs."""

import os
import signal
from typing import Any

import dagster as dg
import stripe as stripe_sdk
from billing import charged_customer, customers, defs

from keybrake.dagster import KeybrakeResource, keybrake_resource

CENTS = 2999
POLICY: dict[str, Any] = {"vendor": "stripe", "allowed_endpoints": ["POST /v1/payment_intents"]}
RETRIES = dg.RetryPolicy(max_retries=3)


def charge(context: Any, keybrake: KeybrakeResource, customer: str, partition: str | None = None) -> str:
    with keybrake.stripe(context, partition=partition) as stripe:
        paid = stripe.v1.payment_intents.create(
            {"amount": CENTS, "currency": "usd", "customer": customer},
            {"idempotency_key": f"{customer}-{CENTS}"},
        )
    return paid.id


@dg.op(out=dg.DynamicOut(str))
def every_customer(context: dg.OpExecutionContext) -> Any:
    for customer in context.instance.get_dynamic_partitions(customers.name):
        yield dg.DynamicOutput(customer, mapping_key=customer)


@dg.op(retry_policy=RETRIES)
def charge_one(context: dg.OpExecutionContext, customer: str, keybrake: KeybrakeResource) -> str:
    context.log_event(dg.AssetMaterialization(asset_key="charged", partition=customer))
    return charge(context, keybrake, customer)


@dg.job(resource_defs={"keybrake": KeybrakeResource.configure_at_launch()})
def charge_everyone() -> None:
    """Every customer in one run, a step each."""
    every_customer().map(charge_one)


def charge_customers() -> dg.JobDefinition:
    """The asset job of the docs' program: a run charges one partition."""
    return defs.resolve_job_def("charge_customers")


@dg.asset(partitions_def=customers, backfill_policy=dg.BackfillPolicy.single_run(), retry_policy=RETRIES)
def charged_together(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
    """Every partition of the run's range in one step."""
    for customer in context.partition_keys:
        charge(context, keybrake, customer, partition=customer)


@dg.op
def fails_in_its_first_run(context: dg.OpExecutionContext, keybrake: KeybrakeResource) -> None:
    """Charges two customers of its tag, then dies as a worker does that the kernel kills; a retry charges two more."""
    first = context.run.root_run_id is None
    name = context.run.tags["test/name"]
    for number in (0, 1) if first else (2, 3):
        charge(context, keybrake, f"cus_{name}_{number}")
    if first:
        raise RuntimeError("the worker fell over")


@dg.job(resource_defs={"keybrake": KeybrakeResource.configure_at_launch()}, executor_def=dg.in_process_executor)
def retried() -> None:
    fails_in_its_first_run()


@dg.op
def killed_inside_a_block(context: dg.OpExecutionContext, keybrake: KeybrakeResource) -> None:
    with keybrake.stripe(context) as stripe:
        stripe.v1.payment_intents.create({"amount": 100, "currency": "usd", "customer": context.run.tags["test/name"]})
        os.kill(os.getpid(), signal.SIGKILL)


@dg.job(resource_defs={"keybrake": KeybrakeResource.configure_at_launch()})
def killed() -> None:
    killed_inside_a_block()


class SalesIOManager(dg.ConfigurableIOManager):
    """Stores an output by charging for it: an IO manager that writes to a paid API."""

    keybrake: dg.ResourceDependency[KeybrakeResource]

    def handle_output(self, context: dg.OutputContext, obj: str) -> None:
        charge(context, self.keybrake, obj)

    def load_input(self, context: dg.InputContext) -> str:
        return charge(context, self.keybrake, "cus_loaded")


@dg.op(required_resource_keys={"keybrake"})
def the_old_way(context: dg.OpExecutionContext) -> str:
    """As the published program does it: by resource key, with the SDK's globals."""
    stripe_sdk.api_key = context.resources.keybrake.vault_key
    stripe_sdk.api_base = context.resources.keybrake.base_url
    return stripe_sdk.PaymentIntent.create(amount=CENTS, currency="usd", customer=context.run.tags["test/name"]).id


@dg.job(resource_defs={"keybrake": keybrake_resource})
def legacy() -> None:
    the_old_way()


together = dg.Definitions(
    assets=[charged_together],
    jobs=[dg.define_asset_job("charge_together", [charged_together])],
    resources={"keybrake": KeybrakeResource.configure_at_launch()},
)


def charge_together() -> dg.JobDefinition:
    return together.resolve_job_def("charge_together")


__all__ = ["charge_customers", "charge_everyone", "charge_together", "charged_customer", "killed", "legacy", "retried"]
