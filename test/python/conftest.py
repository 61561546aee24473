"""One sandbox vendor and one product for all tests, as real processes; each test keeps to labels of its own."""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "examples" / "seeds"
for folder in (HERE, SEEDS):
    sys.path.insert(0, str(folder))
# Step processes of a Dagster run import the same modules.
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), str(SEEDS)])

from keybrake_admin import Admin  # noqa: E402
from processes import NODE, start  # noqa: E402
from vendor import Vendor  # noqa: E402

ADMIN_KEY = "test_admin_key_0123456789abcdef0123456789"
REAL_SECRET = "sk_test_python_0123456789abcdefghij"


@pytest.fixture(scope="session")
def vendor() -> Iterator[Vendor]:
    running = start([str(NODE), "packages/sandbox/src/main.ts", "--port", "0"], {})
    yield Vendor(running.url)
    running.stop()


@pytest.fixture(scope="session")
def proxy(vendor: Vendor) -> Iterator[str]:
    """The product's origin. It is in the environment too, under the names the published programs read."""
    with tempfile.TemporaryDirectory(prefix="keybrake-python-") as data_dir:
        running = start(
            ["npm", "start", "--silent"],
            {
                "KEYBRAKE_HOST": "127.0.0.1",
                "KEYBRAKE_PORT": "0",
                "KEYBRAKE_DATA_DIR": data_dir,
                "KEYBRAKE_ADMIN_KEY": ADMIN_KEY,
                "KEYBRAKE_LOG_LEVEL": "warn",
                "STRIPE_SECRET_KEY": REAL_SECRET,
                "KEYBRAKE_STRIPE_UPSTREAM": vendor.stripe_url,
            },
        )
        os.environ.update(
            KEYBRAKE_URL=running.url, KEYBRAKE_API_KEY=ADMIN_KEY, KEYBRAKE_ADMIN_KEY=ADMIN_KEY, PYTHONUNBUFFERED="1"
        )
        yield running.url
        assert running.stop() == 0, "SIGTERM ends the product with exit code 0"


@pytest.fixture(scope="session")
def admin(proxy: str) -> Iterator[Admin]:
    client = Admin(proxy, ADMIN_KEY)
    yield client
    client.close()


@pytest.fixture
def name() -> str:
    """Unlike any other test's: idempotency keys and labels outlive a test."""
    return f"t{secrets.token_hex(4)}"
