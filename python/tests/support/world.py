"""The real product in front of the sandbox vendors, as processes, and the sandbox as the judge of what was executed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from processes import NODE, Running, start

ADMIN_KEY = "test_admin_key_0123456789abcdef0123456789"


class Sandbox:
    """The control port of `packages/sandbox`."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=30)
        self.about = self._answer("GET", "/")

    def executed(self, vendor: str, **filters: str) -> list[dict[str, Any]]:
        """What the vendor really did, oldest first: `operation`, `amount`, `currency`, `customer`, …"""
        return self._answer("GET", "/executed", params={"vendor": vendor, **filters})

    def charges(self, customer: str) -> list[int]:
        """Cents of every payment Stripe executed for a customer."""
        rows = self.executed("stripe", operation="payment_intents.create", customer=customer)
        return [int(row["amount"]) for row in rows]

    def requests(self, vendor: str) -> int:
        """How many requests reached the vendor, executed or not."""
        return int(self._answer("GET", "/totals")[vendor]["requests"])

    def leaked(self) -> int:
        """Requests to any vendor that carried a vault key."""
        return sum(totals["leaked"] for totals in self._answer("GET", "/totals").values())

    def lose_next_answer(self, customer: str) -> None:
        """The customer's next payment is executed, and its answer never arrives."""
        match = {"method": "POST", "path": "/v1/payment_intents", "holds": customer}
        self._answer("POST", "/faults", json={"vendor": "stripe", "kind": "reset_after", "match": match})

    def close(self) -> None:
        self._http.close()

    def _answer(self, method: str, path: str, **request: Any) -> Any:
        answer = self._http.request(method, path, **request)
        answer.raise_for_status()
        return answer.json()


@dataclass
class Product:
    """The product as a process. `url` is its origin."""

    url: str
    running: Running = field(repr=False)
    stopped: bool = False

    def stop(self) -> int:
        """Ends it as an operator does. Returns the exit code."""
        self.stopped = True
        return self.running.stop()


@contextmanager
def running_sandbox() -> Iterator[Sandbox]:
    process = start([str(NODE), "packages/sandbox/src/main.ts", "--port", "0"], {})
    sandbox = Sandbox(process.url)
    try:
        yield sandbox
    finally:
        sandbox.close()
        process.stop()


@contextmanager
def running_product(sandbox: Sandbox, **settings: str) -> Iterator[Product]:
    """With a connection to each of the sandbox's vendors. `settings` are further environment variables."""
    vendors, secrets = sandbox.about, sandbox.about["credentials"]
    with tempfile.TemporaryDirectory(prefix="keybrake-python-") as data_dir:
        process = start(
            [str(NODE), "packages/server/src/main.ts"],
            {
                "KEYBRAKE_HOST": "127.0.0.1",
                "KEYBRAKE_PORT": "0",
                "KEYBRAKE_DATA_DIR": os.path.join(data_dir, "data"),
                "KEYBRAKE_ADMIN_KEY": ADMIN_KEY,
                "KEYBRAKE_LOG_LEVEL": "warn",
                "STRIPE_SECRET_KEY": secrets["stripe"]["secret_key"],
                "TWILIO_ACCOUNT_SID": secrets["twilio"]["account_sid"],
                "TWILIO_AUTH_TOKEN": secrets["twilio"]["auth_token"],
                "RESEND_API_KEY": secrets["resend"]["api_key"],
                **{f"KEYBRAKE_{name.upper()}_UPSTREAM": vendors[name] for name in ("stripe", "twilio", "resend")},
                **settings,
            },
        )
        product = Product(process.url, process)
        try:
            yield product
        finally:
            code = 0 if product.stopped else product.stop()
        assert code == 0, "SIGTERM ends the product with exit code 0"
