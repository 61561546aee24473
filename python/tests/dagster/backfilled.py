"""The docs' program as `dagster job backfill` and `dagster-daemon` load it: other caps, and a job that fails once."""

import os

import dagster as dg
from billing import charged_customer
from jobs import POLICY, fails_in_its_first_run

from keybrake.dagster import KeybrakeResource, revoke_on_run_end

keybrake = KeybrakeResource(scope="backfill", total_usd_cap=os.environ.get("TEST_CAP", "100"), **POLICY)


@dg.job(executor_def=dg.in_process_executor, tags={"dagster/max_retries": "1"})
def retried_by_the_daemon() -> None:
    fails_in_its_first_run()


defs = dg.Definitions(
    assets=[charged_customer],
    jobs=[
        dg.define_asset_job("charge_customers", [charged_customer], executor_def=dg.in_process_executor),
        retried_by_the_daemon,
    ],
    resources={"keybrake": keybrake},
    sensors=revoke_on_run_end(keybrake),
)
