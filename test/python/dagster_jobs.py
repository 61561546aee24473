"""The published Dagster program as jobs that a run can be started from, in this process or in step processes.

`charge_customers` is the asset job: a run charges one partition. `charge_everyone` charges every dynamic partition in ONE
run, a step each, by the same asset function and the same resource: the case in which many processes share a run's cap.
"""

from dagster import (
    AssetMaterialization,
    Definitions,
    DynamicOut,
    DynamicOutput,
    JobDefinition,
    build_asset_context,
    define_asset_job,
    job,
    op,
)

from dagster_billing import charged_customer, customer_partitions, keybrake_stripe_resource


@op(out=DynamicOut(str))
def every_customer(context):
    for customer_id in context.instance.get_dynamic_partitions(customer_partitions.name):
        yield DynamicOutput(customer_id, mapping_key=customer_id)


@op(required_resource_keys={"keybrake"}, retry_policy=charged_customer.op.retry_policy)
def charge_one(context, customer_id: str) -> dict:
    asset_context = build_asset_context(
        partition_key=customer_id,
        resources={"keybrake": context.resources.keybrake},
        instance=context.instance,
    )
    charged = charged_customer(asset_context)
    context.log_event(AssetMaterialization(asset_key=charged_customer.key, partition=customer_id))
    return charged


@job(resource_defs={"keybrake": keybrake_stripe_resource})
def charge_everyone():
    every_customer().map(charge_one)


definitions = Definitions(
    assets=[charged_customer],
    jobs=[define_asset_job("charge_customers", selection=[charged_customer])],
    resources={"keybrake": keybrake_stripe_resource},
)


def charge_customers() -> JobDefinition:
    return definitions.resolve_job_def("charge_customers")
