"""Dagster: a resource whose keys live as long as the code that needs them, and budgets that outlive a process.

    from keybrake.dagster import KeybrakeResource

    @dg.asset(partitions_def=customers, retry_policy=dg.RetryPolicy(max_retries=3))
    def charged_customer(context: dg.AssetExecutionContext, keybrake: KeybrakeResource) -> None:
        with keybrake.stripe(context) as stripe:
            stripe.v1.payment_intents.create(...)

Needs the extra `dagster` (`pip install './python[dagster]'` in a clone).
"""

from keybrake.dagster._legacy import keybrake_resource
from keybrake.dagster._resource import KeybrakeResource
from keybrake.dagster._scope import Scope
from keybrake.dagster._sensor import revoke_on_run_end

__all__ = ["KeybrakeResource", "Scope", "keybrake_resource", "revoke_on_run_end"]
