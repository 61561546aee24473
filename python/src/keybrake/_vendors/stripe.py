"""stripe-python: a client with an address and a secret of its own."""

import importlib.util

import stripe

from keybrake._key import VENDOR_TIMEOUT_S, IssuedKey


def stripe_client(key: IssuedKey) -> stripe.StripeClient:
    """Never `stripe.api_key` or `stripe.api_base`: all threads share those, and the last writer's key is used."""
    return _client(key, stripe.RequestsClient(timeout=VENDOR_TIMEOUT_S))


def async_stripe_client(key: IssuedKey) -> stripe.StripeClient:
    """For the `…_async` methods. Raises `ImportError` where httpx is not installed."""
    if importlib.util.find_spec("httpx") is None:
        raise ImportError("stripe's async methods need httpx: pip install 'stripe[async]'")
    return _client(key, stripe.HTTPXClient(timeout=VENDOR_TIMEOUT_S))


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
