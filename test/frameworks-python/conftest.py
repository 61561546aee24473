"""The product, the sandbox, and the programs of docs/clients/agents-python.md, which the tests run word for word."""

import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path[:0] = [str(REPOSITORY / "python" / "tests" / "support"), str(REPOSITORY / "test" / "python")]

from cells import Framework, forget, noting  # noqa: E402
from world import ADMIN_KEY, Product, Sandbox, running_product, running_sandbox  # noqa: E402

from keybrake import CallRow, Keybrake, VaultKey  # noqa: E402

PAGE = REPOSITORY / "docs" / "clients" / "agents-python.md"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def product(sandbox: Sandbox) -> Iterator[Product]:
    with running_product(sandbox) as product:
        yield product


@pytest.fixture(scope="session")
def keybrake(product: Product) -> Iterator[Keybrake]:
    with Keybrake(product.url, ADMIN_KEY) as keybrake:
        yield keybrake


@pytest.fixture
def customer() -> str:
    return f"cus_{secrets.token_hex(6)}"


@pytest.fixture
def key(keybrake: Keybrake, customer: str) -> Iterator[VaultKey]:
    """Two charges of 29.99 USD fit, a third does not."""
    with keybrake.issue(
        vendor="stripe", allowed_endpoints=["payment_intents.create"], total_usd_cap="60", label=customer
    ) as key:
        yield key


@pytest.fixture
def slow_key(keybrake: Keybrake, customer: str) -> Iterator[VaultKey]:
    """One charge an hour."""
    with keybrake.issue(
        vendor="stripe", allowed_endpoints=["payment_intents.create"], total_usd_cap="600", rate_limit="1/h"
    ) as key:
        yield key


def block(heading: str) -> str:
    """The first Python program under a heading of the page."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)
    assert section is not None, f"the page has no section {heading}"
    found = re.search(r"^```python\n(.*?)^```", section[1], re.M | re.S)
    assert found is not None, f"the section {heading} has no program"
    return found[1]


def program(heading: str) -> dict[str, Any]:
    """The names that this program defines."""
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(block(heading), f"{PAGE.name}#{heading}", "exec"), names)
    return names


def refused(rows: Iterator[Any]) -> int:
    """How many calls were refused: repeated refusals may share a row, which then counts them."""
    return sum(row.count for row in rows if isinstance(row, CallRow) and row.decision == "refused")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "framework(name, package): the cell of the matrix that a test fills")


def framework_of(item: pytest.Item) -> Framework | None:
    mark = item.get_closest_marker("framework")
    return None if mark is None else Framework(*mark.args)


def pytest_collection_finish(session: pytest.Session) -> None:
    forget({framework.name for item in session.items if (framework := framework_of(item))})


pytest_runtest_makereport = noting(framework_of)
