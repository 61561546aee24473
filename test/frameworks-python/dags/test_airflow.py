"""Airflow reads its home from the environment when it is imported: the run of a DAG is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from world import ADMIN_KEY, Product, Sandbox

from conftest import HERE, block, refused
from keybrake import Keybrake

pytestmark = pytest.mark.framework("Airflow", "apache-airflow")


@pytest.fixture(scope="module")
def environment(product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("airflow")
    dags = home / "dags"
    dags.mkdir()
    (dags / "billing.py").write_text(block("Airflow"))
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "KEYBRAKE_URL": product.url,
        "KEYBRAKE_API_KEY": ADMIN_KEY,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    subprocess.run(["airflow", "db", "migrate"], env=environment, check=True, capture_output=True, timeout=300)
    return environment


def test_a_refusal_is_not_retried(
    environment: dict[str, str], keybrake: Keybrake, customer: str, sandbox: Sandbox
) -> None:
    """dag.test() of a task with three retries fails at the refusal, and the task is not up for retry"""
    command = [sys.executable, str(HERE / "dags" / "run_dag.py"), environment["AIRFLOW__CORE__DAGS_FOLDER"], customer]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert "state of bill: failed" in ran.stdout, ran.stdout[-3000:] + ran.stderr[-3000:]
    assert "tries: 1" in ran.stdout
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(keybrake.audit(run=customer)) == 1
