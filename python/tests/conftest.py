"""One sandbox and one product for all tests of a run; each test keeps to names of its own."""

import secrets
from collections.abc import Iterator

import pytest
from world import ADMIN_KEY, Product, Sandbox, running_product, running_sandbox

from keybrake import Keybrake


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as sandbox:
        yield sandbox
        assert sandbox.leaked() == 0, "no vault key ever reaches a vendor"


@pytest.fixture(scope="session")
def product(sandbox: Sandbox) -> Iterator[Product]:
    with running_product(sandbox) as product:
        yield product


@pytest.fixture(scope="session")
def keybrake(product: Product) -> Iterator[Keybrake]:
    with Keybrake(product.url, ADMIN_KEY) as keybrake:
        yield keybrake


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "job(name): which job runs a test at its whole size, where that is not CI")


@pytest.fixture
def name() -> str:
    """Unlike any other test's: idempotency keys, labels and customers outlive a test."""
    return f"t{secrets.token_hex(4)}"
