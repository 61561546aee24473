"""What clients of the project see when a key's limits stop their request."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from keybrake._errors import KeybrakeError
from keybrake._problem import problem_of


class KeybrakeMiddleware:
    """Answers refusals and outages as `application/problem+json`; an exhausted cap as `settings.KEYBRAKE_CAP_STATUS`."""

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        # The answer in a sync stack, the coroutine of it in an async one: nothing is done on the way in either.
        return self.get_response(request)

    def process_exception(self, _: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised; None leaves it to Django."""
        if not isinstance(error, KeybrakeError):
            return None
        problem = problem_of(error, getattr(settings, "KEYBRAKE_CAP_STATUS", 402))
        if problem is None:
            return None
        return HttpResponse(problem.body, status=problem.status, headers=dict(problem.headers))
