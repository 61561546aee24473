"""What clients of the application see when a key's limits stop their request."""

import logging

from fastapi import FastAPI, Request, Response

from keybrake._errors import KeybrakeError
from keybrake._problem import STATUS_OF, CapStatus, problem_of

log = logging.getLogger("keybrake")


def install_exception_handlers(app: FastAPI, *, cap_status: CapStatus = 402) -> None:
    """Answers refusals and outages as `application/problem+json`: 402 (or 429) at the cap, 403, 409, 429 or 503.

    What the application itself did wrong (an `InvalidRequest`, a missing credential) stays a 500.
    """

    async def answer(_: Request, error: Exception) -> Response:
        problem = problem_of(error, cap_status) if isinstance(error, KeybrakeError) else None
        if problem is None:
            raise error
        return Response(problem.body, problem.status, problem.headers)

    for kind in STATUS_OF:
        app.add_exception_handler(kind, answer)
