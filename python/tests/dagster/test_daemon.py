"""A run retry as Dagster's daemon makes it: another run, on what the first one left. Only where `KEYBRAKE_FULL=1` is set."""

import time
from pathlib import Path

import pytest
from commands import configured, dagster, running_daemon
from dagster import DagsterRunStatus
from runs import run_of
from world import Sandbox

from keybrake import Keybrake

WITH_RETRIES = """
telemetry: {enabled: false}
run_retries: {enabled: true, max_retries: 1}
"""


@pytest.mark.job("proof")
def test_the_daemon_s_run_retry_goes_on_with_what_is_left(
    tmp_path: Path, sandbox: Sandbox, keybrake: Keybrake, name: str
) -> None:
    with configured(tmp_path, WITH_RETRIES) as instance, running_daemon(tmp_path):
        dagster("job", "launch", "-j", "retried_by_the_daemon", "--tags", f'{{"test/name": "{name}"}}', home=tmp_path)
        end = time.monotonic() + 400
        while len(done := [one for one in instance.get_runs() if one.is_finished]) < 2:
            assert time.monotonic() < end, "the daemon made no second run"
            time.sleep(0.5)
        retried = run_of(instance, done[0].run_id)

    again, first = done
    assert again.tags["dagster/root_run_id"] == first.run_id
    assert first.status == again.status == DagsterRunStatus.FAILURE
    # 100 USD hold three charges: two of the first run, one of the second.
    assert [len(sandbox.charges(f"cus_{name}_{number}")) for number in range(4)] == [1, 1, 1, 0]
    assert retried.failure_metadata("fails_in_its_first_run")["keybrake/code"] == "cap_exhausted"
    assert {row.run for row in keybrake.audit(label=f"dagster/{again.run_id}")} == {f"dagster/{first.run_id}"}
