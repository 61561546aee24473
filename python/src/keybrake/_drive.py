"""Runs an exchange: does what it yields and tells it what came. Once with blocking calls, once with `await`."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from keybrake._call import Answer, Call, NoAnswer, Pause
from keybrake._exchange import Exchange

T = TypeVar("T")


def drive(course: Exchange[T], send: Callable[[Call[Any]], Answer | NoAnswer], sleep: Callable[[float], None]) -> T:
    came: Answer | NoAnswer | None = None
    while True:
        try:
            step = course.send(came)
        except StopIteration as end:
            value: T = end.value
            return value
        if isinstance(step, Pause):
            sleep(step.seconds)
            came = None
        else:
            came = send(step)


async def drive_async(
    course: Exchange[T],
    send: Callable[[Call[Any]], Awaitable[Answer | NoAnswer]],
    sleep: Callable[[float], Awaitable[None]],
) -> T:
    came: Answer | NoAnswer | None = None
    while True:
        try:
            step = course.send(came)
        except StopIteration as end:
            value: T = end.value
            return value
        if isinstance(step, Pause):
            await sleep(step.seconds)
            came = None
        else:
            came = await send(step)
