"""The scenarios that the TypeScript client passes too (test/scenarios), by the blocking and by the async client."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from blocking import Blocking
from scenarios import SCENARIOS, Actor, play
from world import ADMIN_KEY, Product, Sandbox, running_product


@pytest.fixture(params=["blocking", "async"])
def client_of(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Blocking]]:
    made: list[Blocking] = []

    def make(url: str) -> Blocking:
        made.append(Blocking.of(request.param, url, ADMIN_KEY))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one["name"] for one in SCENARIOS])
def test_scenario(
    scenario: dict[str, Any],
    client_of: Callable[[str], Blocking],
    sandbox: Sandbox,
    product: Product,
    name: str,
) -> None:
    steps = json.loads(json.dumps(scenario["steps"]).replace("{name}", name))
    if scenario.get("own_proxy"):
        with running_product(sandbox) as own:
            play(Actor(client_of(own.url), sandbox, own), steps)
    else:
        play(Actor(client_of(product.url), sandbox, product), steps)
