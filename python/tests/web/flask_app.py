"""The routes of `test_web.py` in Flask."""

import time
from collections.abc import Iterator

from flask import Flask, Response, request, stream_with_context

from keybrake import VaultKey
from keybrake.flask import FlaskKeybrake

app = Flask(__name__)
keybrake = FlaskKeybrake(app)


def policy() -> dict[str, str]:
    return {"total_usd_cap": request.args["budget"], "label": request.args["label"]}


with_key = keybrake.vault_key(policy, vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"])


def pay(key: VaultKey) -> str:
    paid = key.stripe_client().v1.payment_intents.create(
        {"amount": int(request.args["cents"]), "currency": "usd", "customer": request.args["label"]}
    )
    return paid.id


@app.post("/charge")
@with_key
def charge(key: VaultKey) -> dict:
    return {"paid": [pay(key) for _ in range(int(request.args["times"]))]}


@app.post("/stream")
@with_key
def stream(key: VaultKey) -> Response:
    def lines() -> Iterator[bytes]:
        for _ in range(500):
            yield f"{pay(key)}\n".encode()
            time.sleep(0.02)

    return Response(stream_with_context(lines()))


@app.post("/never-begun")
@with_key
def never_begun(key: VaultKey) -> Response:
    """A stream that the server does not read: 304 has no body."""
    return Response((b"x" for _ in range(3)), status=304)


@app.post("/broken")
@with_key
def broken(key: VaultKey) -> dict:
    raise RuntimeError("a fault of the program's own")
