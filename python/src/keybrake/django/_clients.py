"""The project's clients, made at first use from its settings."""

import asyncio
from functools import lru_cache
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.signals import setting_changed

from keybrake._async_client import AsyncKeybrake
from keybrake._client import Keybrake

_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncKeybrake] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def client() -> Keybrake:
    """From `settings.KEYBRAKE_URL` and `settings.KEYBRAKE_API_KEY`, else the environment. Raises `ValueError`."""
    return Keybrake(_setting("KEYBRAKE_URL"), _setting("KEYBRAKE_API_KEY"))


def async_client() -> AsyncKeybrake:
    """As `client`, for the event loop that runs. An ASGI server has one; a connection belongs to the loop it was made in."""
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = AsyncKeybrake(_setting("KEYBRAKE_URL"), _setting("KEYBRAKE_API_KEY"))
    return _by_loop[loop]


def _setting(name: str) -> str | None:
    value = getattr(settings, name, None)
    return None if value is None else str(value)


def _forget(*, setting: str, **_: object) -> None:
    """`override_settings` in a test means another proxy."""
    if setting.startswith("KEYBRAKE_"):
        client.cache_clear()
        _by_loop.clear()


setting_changed.connect(_forget)
