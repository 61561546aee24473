"""dagster-k8s and the Kubernetes client, against a stand-in of the API server that runs each job as a process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import Cluster, running_cluster
from commands import BIN, configured
from dagster import DagsterInstance
from everyone import Budget, charge_everyone_on
from figures import figure, timed
from on_executors import on_kubernetes
from world import ADMIN_KEY, Product, Sandbox

from keybrake import Keybrake

pytestmark = pytest.mark.framework("Dagster on Kubernetes", "dagster-k8s")


LAUNCHER = """
telemetry: {{enabled: false}}
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    load_incluster_config: false
    kubeconfig_file: {home}/kubeconfig
    dagster_home: {home}
    instance_config_map: dagster-instance
    service_account_name: dagster
    job_namespace: billing
    job_image: billing:1
    env_vars: [KEYBRAKE_URL={url}, KEYBRAKE_API_KEY={credential}]
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    image = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": os.environ["PYTHONPATH"]}
    with running_cluster(image) as cluster:
        cluster.write_kubeconfig(tmp_path / "kubeconfig")
        yield cluster


@pytest.fixture
def instance(cluster: Cluster, product: Product, tmp_path: Path) -> Iterator[DagsterInstance]:
    settings = LAUNCHER.format(home=tmp_path, url=product.url, credential=ADMIN_KEY)
    with configured(tmp_path, settings) as instance:
        yield instance


def test_the_cap_holds_over_all_pods(
    cluster: Cluster,
    instance: DagsterInstance,
    sandbox: Sandbox,
    keybrake: Keybrake,
    customer: str,
) -> None:
    """Its step launcher, a stand-in of the API server, a process for each pod: the cap holds over those of four customers"""
    budget = Budget(partitions=4, usd="100", fit=3)
    with timed() as took:
        ended = charge_everyone_on(on_kubernetes, {"max_concurrent": 3}, budget, customer, instance, sandbox, keybrake)

    assert len(cluster.jobs) == 1 + budget.partitions, "a pod for each step, and one that lists the customers"
    assert ended.processes == len(cluster.jobs)
    assert {job["metadata"]["labels"]["dagster/run-id"] for job in cluster.jobs.values()} == {ended.run_id}
    figure(
        "Dagster's Kubernetes executor, one run of 4 partitions, a process each",
        f"3 charges under 100 USD, {took[0]:.0f} s",
    )
