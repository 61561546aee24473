"""`run_dag.py <folder> <word>`: runs the DAG of billing.py there once, for this job and customer, and prints how it ended."""

import sys

folder, word = sys.argv[1:]
sys.path.insert(0, folder)

from billing import billing_dag  # noqa: E402

run = billing_dag.test(run_conf={"job": word, "customer": word})
for instance in run.get_task_instances():
    print(f"state of {instance.task_id}: {instance.state}, tries: {instance.try_number}")
