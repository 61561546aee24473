from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from world import Sandbox

from conftest import program, refused
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Temporal", "temporalio")


@workflow.defn(sandboxed=False)
class Billing:
    @workflow.run
    async def run(self, customer: str) -> None:
        for _ in range(5):
            await workflow.execute_activity(
                "bill", args=[customer, customer, 2999], start_to_close_timeout=timedelta(seconds=60)
            )


def test_an_activity_says_that_a_refusal_is_final(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """The activity, in the SDK's activity environment, raises an ApplicationError that is not retryable"""
    bill = program("Temporal")["billing_activity"](keybrake)
    for _ in range(2):
        ActivityEnvironment().run(bill, customer, customer, 2999)
    with pytest.raises(ApplicationError, match="Spend cap reached") as raised:
        ActivityEnvironment().run(bill, customer, customer, 2999)
    assert raised.value.non_retryable
    assert raised.value.type == "cap_exhausted"
    assert sandbox.charges(customer) == [2999, 2999]


async def test_a_workflow(keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """A workflow on Temporal's time-skipping test server: its default policy retries for ever, but not a refusal"""
    try:
        environment = await WorkflowEnvironment.start_time_skipping()
    except RuntimeError as error:
        pytest.skip(f"the test server, a program of its own, could not be downloaded: {error}")
    bill = program("Temporal")["billing_activity"](keybrake)
    async with environment:
        client: Client = environment.client
        with ThreadPoolExecutor(2) as pool:
            async with Worker(
                client,
                task_queue="q",
                workflows=[Billing],
                activities=[bill],
                activity_executor=pool,
                workflow_runner=UnsandboxedWorkflowRunner(),
            ):
                with pytest.raises(WorkflowFailureError):
                    await client.execute_workflow(Billing.run, customer, id=customer, task_queue="q")
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(keybrake.audit(run=customer)) == 1
