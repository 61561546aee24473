"""The docs' program, with the routes beside it that the tests need, under real uvicorn."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from cells import Framework, noting
from processes import start
from world import ADMIN_KEY, Product

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[2] / "examples" / "fastapi-agent"
sys.path.append(str(EXAMPLE))


pytest_runtest_makereport = noting(lambda item: Framework("FastAPI", "fastapi"))


@pytest.fixture(scope="module")
def agent(product: Product) -> Iterator[httpx2.Client]:
    """Speaks to `server.py` as uvicorn serves it."""
    running = start(
        [sys.executable, "-m", "uvicorn", "server:app", "--port", "0", "--log-level", "info"],
        {
            "PYTHONPATH": os.pathsep.join(map(str, (HERE, EXAMPLE))),
            "PYTHONUNBUFFERED": "1",
            "KEYBRAKE_URL": product.url,
            "KEYBRAKE_API_KEY": ADMIN_KEY,
        },
        ready=r"running on (http://[\d.:]+)",
    )
    limits = httpx2.Limits(max_connections=50)
    with httpx2.Client(base_url=running.url, timeout=180, limits=limits) as client:
        yield client
    running.stop()
