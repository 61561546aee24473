"""The routes of `test_web.py` in Starlette."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from keybrake import AsyncVaultKey
from keybrake.starlette import KeybrakeMiddleware


async def issue(request: Request) -> AsyncVaultKey:
    return await request.state.keybrake.issue(
        vendor="stripe",
        allowed_endpoints=["POST /v1/payment_intents"],
        total_usd_cap=request.query_params["budget"],
        label=request.query_params["label"],
    )


async def pay(key: AsyncVaultKey, request: Request) -> str:
    asked = request.query_params
    payment = {"amount": int(asked["cents"]), "currency": "usd", "customer": asked["label"]}
    return (await key.stripe_client().v1.payment_intents.create_async(payment)).id


async def charge(request: Request) -> Response:
    key = await issue(request)
    return JSONResponse({"paid": [await pay(key, request) for _ in range(int(request.query_params["times"]))]})


async def later(request: Request) -> Response:
    """Charges after its answer."""
    key = await issue(request)

    async def task() -> None:
        await asyncio.sleep(0.2)
        await pay(key, request)

    return JSONResponse({"key": key.id}, background=BackgroundTask(task))


async def stream(request: Request) -> Response:
    key = await issue(request)

    async def lines() -> AsyncIterator[bytes]:
        for _ in range(500):
            yield f"{await pay(key, request)}\n".encode()
            await asyncio.sleep(0.02)

    return StreamingResponse(lines())


async def broken(request: Request) -> Response:
    await issue(request)
    raise RuntimeError("a fault of the program's own")


app = Starlette(
    routes=[Route(f"/{view.__name__}", view, methods=["POST"]) for view in (charge, later, stream, broken)],
    middleware=[Middleware(KeybrakeMiddleware)],
)
