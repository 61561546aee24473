"""stripe-python: a client with an address and a secret of its own."""

import importlib.util
import threading
from typing import Any

import stripe

from keybrake._key import VENDOR_TIMEOUT_S, IssuedKey
from keybrake._settings import may_use_proxies


def stripe_client(key: IssuedKey) -> stripe.StripeClient:
    """Never `stripe.api_key` or `stripe.api_base`: all threads share those, and the last writer's key is used."""
    session = None if may_use_proxies(key.base_url) else _DirectSessions()
    return _client(key, stripe.RequestsClient(timeout=VENDOR_TIMEOUT_S, session=session))  # type: ignore[arg-type]


def async_stripe_client(key: IssuedKey) -> stripe.StripeClient:
    """For the `…_async` methods. Raises `ImportError` where httpx is not installed."""
    if importlib.util.find_spec("httpx") is None:
        raise ImportError("stripe's async methods need httpx: pip install 'stripe[async]'")
    http_client = stripe.HTTPXClient if may_use_proxies(key.base_url) else _DirectAsync
    return _client(key, http_client(timeout=VENDOR_TIMEOUT_S))


def _client(key: IssuedKey, http_client: stripe.HTTPClient) -> stripe.StripeClient:
    """Stripe's files and connect hosts are reached by their paths, so every address is the same one."""
    address = key.base_url
    return stripe.StripeClient(
        key.secret.get_secret_value(),
        base_addresses={"api": address, "files": address, "connect": address, "meter_events": address},
        http_client=http_client,
        # The module's own default; a client has none. The SDK repeats with the same idempotency key, and never a refusal.
        max_network_retries=2,
    )


class _DirectSessions(threading.local):
    """What the SDK asks of a session, by one of each thread, as the SDK has it: none takes a proxy or a password (`.netrc`)
    from the environment."""

    def __init__(self) -> None:
        import requests

        self._session = requests.Session()
        self._session.trust_env = False

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        return self._session.request(method, url, **kwargs)

    def close(self) -> None:
        self._session.close()


class _DirectAsync(stripe.HTTPXClient):
    """The same for the async methods; the SDK has no setting for it."""

    def __init__(self, timeout: float) -> None:
        import httpx

        super().__init__(timeout=timeout)
        self._client_async = httpx.AsyncClient(trust_env=False)
