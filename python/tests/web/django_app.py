"""The routes of `test_web.py` in Django: `application` for WSGI with plain views, `asgi_application` with async ones."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import django
from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="for the test only",
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=["keybrake.django.KeybrakeMiddleware"],
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from keybrake import AsyncVaultKey, VaultKey  # noqa: E402
from keybrake.django import vault_key  # noqa: E402


def policy(request: HttpRequest) -> dict[str, str]:
    return {"total_usd_cap": request.GET["budget"], "label": request.GET["label"]}


with_key = vault_key(policy, vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"])


def payment(request: HttpRequest) -> dict:
    return {"amount": int(request.GET["cents"]), "currency": "usd", "customer": request.GET["label"]}


@with_key
def charge(request: HttpRequest, key: VaultKey) -> HttpResponse:
    client = key.stripe_client()
    times = int(request.GET["times"])
    return JsonResponse({"paid": [client.v1.payment_intents.create(payment(request)).id for _ in range(times)]})


@with_key
def stream(request: HttpRequest, key: VaultKey) -> HttpResponse:
    client = key.stripe_client()

    def lines() -> Iterator[bytes]:
        for _ in range(500):
            yield f"{client.v1.payment_intents.create(payment(request)).id}\n".encode()
            time.sleep(0.02)

    return StreamingHttpResponse(lines())


@with_key
def never_begun(request: HttpRequest, key: VaultKey) -> HttpResponse:
    """A stream that fails before its first byte is asked for."""
    return StreamingHttpResponse((b"x" for _ in range(3)), status=304)


@with_key
def broken(request: HttpRequest, key: VaultKey) -> HttpResponse:
    raise RuntimeError("a fault of the program's own")


@with_key
async def async_charge(request: HttpRequest, key: AsyncVaultKey) -> HttpResponse:
    client = key.stripe_client()
    paid = [await client.v1.payment_intents.create_async(payment(request)) for _ in range(int(request.GET["times"]))]
    return JsonResponse({"paid": [one.id for one in paid]})


@with_key
async def async_stream(request: HttpRequest, key: AsyncVaultKey) -> HttpResponse:
    client = key.stripe_client()

    async def lines() -> AsyncIterator[bytes]:
        for _ in range(500):
            yield f"{(await client.v1.payment_intents.create_async(payment(request))).id}\n".encode()
            await asyncio.sleep(0.02)

    return StreamingHttpResponse(lines())


@with_key
async def async_broken(request: HttpRequest, key: AsyncVaultKey) -> HttpResponse:
    raise RuntimeError("a fault of the program's own")


urlpatterns = [
    path("charge", charge),
    path("stream", stream),
    path("never-begun", never_begun),
    path("broken", broken),
    path("async/charge", async_charge),
    path("async/stream", async_stream),
    path("async/broken", async_broken),
]
application = get_wsgi_application()
asgi_application = get_asgi_application()
