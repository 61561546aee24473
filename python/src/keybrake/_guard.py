"""Two ways to say once, at the edge of a tool or a task, what a refusal becomes."""

import functools
import inspect
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Literal, ParamSpec, TypeVar, cast

from keybrake._from_exception import from_exception
from keybrake._tool_result import tool_result

P = ParamSpec("P")
T = TypeVar("T")

OnRefusal = Literal["tell_model", "stop"]
"""`tell_model`: the tool answers with the refusal, and the model decides. `stop`: the run ends.

A refusal for which waiting helps (`retryable`) is told to the model in both.
"""


@contextmanager
def raising_refusals() -> Iterator[None]:
    """Inside, an exception of any SDK that carries a refusal is raised as that refusal.

        with raising_refusals():
            stripe_client.v1.payment_intents.create(…)

    So `except CapExhausted` works whatever the SDK, and a framework's list of exceptions never to retry needs one name,
    `Refused`. Also a decorator of plain functions; in an async function use it as a block.
    """
    try:
        yield
    except Exception as error:
        found = from_exception(error)
        if found is None or found is error:
            raise
        raise found from error


def answering_refusals(function: Callable[P, T]) -> Callable[P, T]:
    """A tool that answers with `tool_result(…)` where the proxy refuses, in place of raising.

        @answering_refusals
        def charge(customer: str, cents: int) -> dict: …

    For plain and for async functions. Any other exception, an outage too, goes on as it is. The name, the signature and
    the docstring stay, so a framework that reads them sees the tool itself.
    """
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def run_async(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return await function(*args, **kwargs)
            except Exception as error:
                return _answer(error)

        return cast("Callable[P, T]", run_async)

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            return _answer(error)
        # A callable object, or a function that hands on another's coroutine, can't be told to be async beforehand.
        return _answer_of(result) if inspect.iscoroutine(result) else result

    return run


async def _answer_of(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await coroutine
    except Exception as error:
        return _answer(error)


def _answer(error: Exception) -> Any:
    answer = tool_result(error)
    if answer is None:
        raise error
    return answer
