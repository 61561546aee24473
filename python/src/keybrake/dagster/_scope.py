"""Which keys share a budget: those whose `run` is the same text, in however many processes they are issued."""

from hashlib import sha256
from typing import Literal, TypeAlias

from keybrake.dagster._step import Step

Scope: TypeAlias = Literal["run", "root_run", "backfill", "partition", "step"]
"""What one cap bounds.

`run`        one Dagster run. A run retry is another run, with the whole cap anew.
`root_run`   a run and all run retries of it.
`backfill`   every run of a backfill and their retries; a run that belongs to none as `root_run`.
`partition`  one partition, over a run and its retries; a run without partitions as `root_run`.
`step`       one step, over its retries and those of its run.
"""

LABEL_MAX = 256
NO_RUN = "dagster/no-run"


def budget_of(scope: Scope, step: Step) -> str | None:
    """The text for a key's `run`. None where nothing runs: then the key's own cap is the only one.

    Raises `ValueError` for the scope `step` outside a step.
    """
    if step.run_id is None or step.root_run_id is None:
        return None
    if scope == "run":
        return f"dagster/{step.run_id}"
    if scope == "backfill" and step.backfill is not None:
        return short(f"dagster/backfill/{step.backfill}")
    if scope == "partition" and step.partition is not None:
        return short(f"dagster/{step.root_run_id}/partition/{step.partition}")
    if scope == "step":
        if step.key is None:
            raise ValueError(
                'the scope "step" needs the context of a step: keybrake.stripe(context), not keybrake.vault_key'
            )
        return short(f"dagster/{step.root_run_id}/step/{step.key}")
    return f"dagster/{step.root_run_id}"


def label_of(step: Step) -> str:
    """Which Dagster run made a call, whatever budget it is charged to: the label of its audit rows."""
    return NO_RUN if step.run_id is None else f"dagster/{step.run_id}"


def tags_of(step: Step) -> dict[str, str]:
    """What else stands on the audit rows."""
    known = {
        "job": step.job,
        "asset": step.asset,
        "step": step.key,
        "attempt": str(step.attempt) if step.key is not None else None,
        "partition": step.partition,
        "backfill": step.backfill,
    }
    return {name: short(value) for name, value in known.items() if value is not None}


def short(text: str) -> str:
    """`text` as the proxy takes it, at most 256 characters and none of them a control character.

    What is cut off is told apart by a hash, so that two long names never share a budget.
    """
    plain = "".join(character if character.isprintable() else "�" for character in text)
    if plain == text and len(text) <= LABEL_MAX:
        return text
    return f"{plain[: LABEL_MAX - 17]}~{sha256(text.encode()).hexdigest()[:16]}"
