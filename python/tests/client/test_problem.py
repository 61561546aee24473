"""What a web application tells its own client, and above all whether it may ask again."""

import json

import pytest

from keybrake import KeybrakeError, Unavailable
from keybrake._problem import problem_of
from keybrake._registry import CALL_CODES


def retryable(error: KeybrakeError) -> bool:
    problem = problem_of(error, 402)
    assert problem is not None
    return json.loads(problem.body)["retryable"]


@pytest.mark.parametrize("code", sorted(CALL_CODES))
def test_a_client_is_never_told_to_repeat_what_a_vendor_may_have_done(code: str) -> None:
    """It can't repeat under the same idempotency key, which the application makes: with another one a customer pays twice."""
    kind, retry, _ = CALL_CODES[code]
    assert retryable(kind("words", code=code, retry=retry)) == (retry == "later")


def test_an_issue_that_found_nobody_may_be_asked_for_again() -> None:
    assert retryable(Unavailable("words", code="unreachable", retry="same_key"))
