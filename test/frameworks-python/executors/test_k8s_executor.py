"""dagster-k8s and the Kubernetes client, against a stand-in of the API server that runs each job as a process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import Cluster, running_cluster
from commands import BIN
from dagster import DagsterInstance
from everyone import Budget, charge_everyone_on
from figures import figure, timed
from on_executors import on_kubernetes
from world import ADMIN_KEY, Product, Sandbox

from keybrake import Keybrake

pytestmark = pytest.mark.framework("Dagster on Kubernetes", "dagster-k8s")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    image = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.environ["PYTHONPATH"],
        "DAGSTER_HOME": str(tmp_path),
    }
    with running_cluster(image) as cluster:
        cluster.write_kubeconfig(tmp_path / "kubeconfig")
        yield cluster


def test_the_cap_holds_over_all_pods(
    cluster: Cluster,
    product: Product,
    instance: DagsterInstance,
    sandbox: Sandbox,
    keybrake: Keybrake,
    customer: str,
    tmp_path: Path,
) -> None:
    """Its step launcher and a stand-in of the API server, which runs each pod as a process: the cap holds over 12 of them"""
    executor = {
        "load_incluster_config": False,
        "kubeconfig_file": str(tmp_path / "kubeconfig"),
        "job_namespace": "billing",
        "job_image": "billing:1",
        "max_concurrent": 3,
        "env_vars": [f"KEYBRAKE_URL={product.url}", f"KEYBRAKE_API_KEY={ADMIN_KEY}"],
    }
    budget = Budget(partitions=12, usd="100", fit=3)
    with timed() as took:
        ended = charge_everyone_on(on_kubernetes, executor, budget, customer, instance, sandbox, keybrake)

    assert len(cluster.jobs) == 1 + budget.partitions, "a pod for each step, and one that lists the customers"
    assert ended.processes == len(cluster.jobs)
    assert {job["metadata"]["labels"]["dagster/run-id"] for job in cluster.jobs.values()} == {ended.run_id}
    figure(
        "Dagster's Kubernetes executor, one run of 12 partitions, a process each",
        f"3 charges under 100 USD, {took[0]:.0f} s",
    )
