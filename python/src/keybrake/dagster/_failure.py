"""What the proxy will not do, as a `Failure` that Dagster does not retry.

A `RetryPolicy` retries whatever is raised; it cannot leave an exception out. `Failure(allow_retries=False)` is
Dagster's word for "this will not get better". Run retries, which an instance makes on failed runs, are stopped by the
cap itself: they share the budget unless the scope is `run`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from dagster import Failure, MetadataValue

from keybrake._errors import CeilingExceeded, KeybrakeError
from keybrake._from_exception import from_exception

PASSING_CEILINGS = ("keys_per_minute", "max_outstanding_usd")
"""These hold back an issuer for a while; waiting helps."""

TOLD = ("budget", "window", "cap_usd", "spent_usd", "held_usd", "requested_usd", "resets_at", "parameter", "attempted")


@contextmanager
def refusals_as_failures(where: dict[str, str | None], calls_url: str) -> Iterator[None]:
    """Raises what is not worth a retry as `Failure`; outages, rate limits and everything foreign pass as they are.

    `where` (budget label, key) goes into the failure's metadata where it is known.
    """
    try:
        yield
    except Failure:
        raise
    except Exception as error:
        refused = from_exception(error)
        if refused is None or not _is_final(refused):
            raise
        raise failure_of(refused, where, calls_url) from error


def failure_of(refused: KeybrakeError, where: dict[str, str | None], calls_url: str) -> Failure:
    """The `Failure` that says what stopped the step, with the amounts as metadata."""
    told = {name: refused.details.get(name) for name in TOLD} | {"call_id": refused.call_id} | where
    return Failure(
        description=refused.message,
        metadata={
            "keybrake/code": MetadataValue.text(refused.code),
            **{f"keybrake/{name}": _value_of(value) for name, value in told.items() if value is not None},
            "keybrake/calls_url": MetadataValue.url(calls_url),
        },
        allow_retries=False,
    )


def _is_final(error: KeybrakeError) -> bool:
    if isinstance(error, CeilingExceeded) and error.details.get("ceiling") in PASSING_CEILINGS:
        return False
    return error.retry == "no"


def _value_of(value: object) -> MetadataValue[Any]:
    # A float is for display only: Dagster draws no other number.
    return (
        MetadataValue.float(float(value))
        if isinstance(value, (Decimal, int, float))
        else MetadataValue.text(str(value))
    )
