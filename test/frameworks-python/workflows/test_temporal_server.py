"""A workflow on a real Temporal server, whose program `KEYBRAKE_TEMPORAL` names: `frameworks.test.ts` compiles it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from world import Sandbox

from conftest import program, refused
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Temporal's server", "temporalio")


@workflow.defn(sandboxed=False)
class Billing:
    @workflow.run
    async def run(self, customer: str) -> None:
        for _ in range(5):
            await workflow.execute_activity(
                "bill", args=[customer, customer, 2999], start_to_close_timeout=timedelta(seconds=60)
            )


async def test_a_workflow(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """A workflow whose activity is retried for ever, as is the default, fails at the refusal, which was asked once"""
    bill = program("Temporal")["billing_activity"](keybrake)
    server = await WorkflowEnvironment.start_local(dev_server_existing_path=os.environ["KEYBRAKE_TEMPORAL"])
    async with server:
        with ThreadPoolExecutor(2) as pool:
            async with Worker(
                server.client,
                task_queue="q",
                workflows=[Billing],
                activities=[bill],
                activity_executor=pool,
                workflow_runner=UnsandboxedWorkflowRunner(),
            ):
                with pytest.raises(WorkflowFailureError) as raised:
                    await server.client.execute_workflow(Billing.run, customer, id=customer, task_queue="q")
    assert isinstance(raised.value.cause, ActivityError)
    assert isinstance(raised.value.cause.cause, ApplicationError)
    assert raised.value.cause.cause.type == "cap_exhausted"
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(keybrake.audit(run=customer)) == 1
