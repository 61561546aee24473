from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from world import Sandbox

from conftest import program, refused
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Celery", "celery")


@pytest.fixture(scope="module")
def bill(keybrake: Keybrake) -> Iterator[Any]:
    """The task, in the hands of a worker of its own."""
    app = Celery("billing", broker="memory://", backend="cache+memory://")
    task = program("Celery")["billing_task"](app, keybrake)
    with start_worker(app, perform_ping_check=False, pool="solo"):
        yield task


def test_a_refusal_is_not_retried(bill: Any, keybrake: Keybrake, customer: str, sandbox: Sandbox) -> None:
    """A worker runs a task that autoretries every exception: the refusal fails it at once"""
    with pytest.raises(Exception, match="Spend cap reached"):
        bill.delay(customer, customer, 2999, 5).get(timeout=60)
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(keybrake.audit(run=customer)) == 1


def test_an_outage_is_retried_under_the_same_cap(
    bill: Any, keybrake: Keybrake, customer: str, sandbox: Sandbox
) -> None:
    """A retry after a lost answer gets the same key by its idempotency key, and nothing is charged twice"""
    for _ in range(3):  # stripe's own repeats; the fourth attempt is the task's first retry
        sandbox.lose_next_answer(customer)
    assert bill.delay(customer, customer, 2999, 2).get(timeout=60) == 2
    assert sandbox.charges(customer) == [2999, 2999]
    assert len(list(keybrake.keys(run=customer))) == 1
