"""How a program that uses the dependency is tested, and what it answers when the proxy does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from world import ADMIN_KEY, Product

from keybrake import AsyncVaultKey
from keybrake.fastapi import install_exception_handlers, keybrake_lifespan, vault_key
from keybrake.testing import FakeKeybrake

PAYMENT = {"amount": 1000, "currency": "usd"}
charging_key = vault_key(vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], total_usd_cap="15")


async def charge(key: Annotated[AsyncVaultKey, Depends(charging_key)]) -> dict[str, str]:
    return {"paid": (await key.stripe_client().v1.payment_intents.create_async(PAYMENT)).id, "key": key.id}


async def charge_twice(key: Annotated[AsyncVaultKey, Depends(charging_key)]) -> None:
    for _ in range(2):
        await key.stripe_client().v1.payment_intents.create_async(PAYMENT)


def application(**options: Any) -> FastAPI:
    app = FastAPI(lifespan=options.pop("lifespan", None))
    install_exception_handlers(app, **options)
    app.add_api_route("/charge", charge, methods=["POST"])
    app.add_api_route("/charge-twice", charge_twice, methods=["POST"])
    return app


def test_the_dependency_can_be_overridden_by_its_name(fake_keybrake: FakeKeybrake) -> None:
    async def fake_key() -> AsyncIterator[AsyncVaultKey]:
        async with await fake_keybrake.async_client().issue(
            vendor="stripe", allowed_endpoints=["*"], total_usd_cap="10"
        ) as key:
            yield key

    app = application()
    app.dependency_overrides[charging_key] = fake_key
    with TestClient(app) as client:
        assert client.post("/charge").status_code == 200
    assert [row["operation"] for row in fake_keybrake.executed()] == ["payment_intents.create"]


def test_a_client_set_by_hand_serves_without_a_lifespan(fake_keybrake: FakeKeybrake) -> None:
    app = application()
    app.state.keybrake = fake_keybrake.async_client()
    with TestClient(app) as client:
        key_id = client.post("/charge").json()["key"]
    with fake_keybrake.client() as keybrake:
        assert keybrake.key(key_id).status == "revoked"


@pytest.mark.parametrize(("options", "status"), [({}, 402), ({"cap_status": 429}, 429)])
def test_the_cap_is_the_status_that_the_application_chose(
    options: dict[str, Any], status: int, fake_keybrake: FakeKeybrake
) -> None:
    app = application(**options)
    app.state.keybrake = fake_keybrake.async_client()
    with TestClient(app) as client:
        answer = client.post("/charge-twice")
    assert (answer.status_code, answer.json()["code"]) == (status, "cap_exhausted")
    assert len(fake_keybrake.executed()) == 1


def test_the_lifespan_opens_one_client_around_the_application_s_own(fake_keybrake: FakeKeybrake) -> None:
    seen: list[object] = []

    @asynccontextmanager
    async def own(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        seen.append(app.state.keybrake)
        yield {"mine": "kept"}
        seen.append(await app.state.keybrake.brake())  # still open

    app = application(lifespan=keybrake_lifespan(own, url=fake_keybrake.url, api_key=fake_keybrake.api_key))
    inner = application()
    app.mount("/inner", inner)
    with TestClient(app) as client:
        assert client.post("/charge").status_code == 200
        assert client.post("/inner/charge").status_code == 200, "a mounted application finds it too"
        assert client.app_state["mine"] == "kept"
    assert len(seen) == 2


def test_without_a_client_the_program_is_told_what_is_missing() -> None:
    with TestClient(application()) as client, pytest.raises(RuntimeError, match="keybrake_lifespan"):
        client.post("/charge")


def test_a_proxy_that_does_not_answer_is_a_503() -> None:
    lifespan = keybrake_lifespan(url="http://127.0.0.1:9", api_key="nobody")
    with TestClient(application(lifespan=lifespan)) as client:
        answer = client.post("/charge")
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "unreachable", True)


def test_a_caller_that_asks_for_a_million_meets_the_issuer_s_ceiling(product: Product) -> None:
    issuer = httpx2.post(
        f"{product.url}/vault/principals",
        headers={"Authorization": f"Bearer {ADMIN_KEY}"},
        json={"name": "billing-api", "role": "issuer", "ceilings": {"vendors": ["stripe"], "max_usd_cap": 50}},
    ).json()["credential"]
    asked = vault_key(budget, vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"])

    async def route(key: Annotated[AsyncVaultKey, Depends(asked)]) -> dict[str, str]:
        return {"key": key.id}

    app = application(lifespan=keybrake_lifespan(url=product.url, api_key=issuer))
    app.add_api_route("/asked", route, methods=["POST"])
    with TestClient(app) as client:
        fine, refused = (client.post(f"/asked?usd={usd}") for usd in ("50", "1000000"))
    assert fine.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (403, "ceiling_exceeded")


def budget(usd: Decimal) -> dict[str, Decimal]:
    return {"total_usd_cap": usd}
