"""Django: a vault key for each request, which ends with the response; for plain and async views.

    MIDDLEWARE = [..., "keybrake.django.KeybrakeMiddleware"]

    @vault_key(vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], total_usd_cap="5")
    def charge(request: HttpRequest, key: VaultKey) -> HttpResponse: ...

Needs the extra `django` (`pip install './python[django]'` in a clone).
"""

from keybrake.django._clients import async_client, client
from keybrake.django._middleware import KeybrakeMiddleware
from keybrake.django._view import vault_key

__all__ = ["KeybrakeMiddleware", "async_client", "client", "vault_key"]
