"""The sandbox vendors as the tests see them: what was really executed, and faults to order."""

import httpx

# Operations that make an object with an amount of its own; confirms and captures only carry it on.
CHARGING = ("payment_intents.create", "charges.create")


class Vendor:
    """Talks to the control port of `packages/sandbox/src/main.ts`. Raises `httpx.HTTPStatusError` unless the answer is a 2xx."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30)
        urls = self._answer("GET", "/")
        self.stripe_url: str = urls["stripe"]
        self.twilio_url: str = urls["twilio"]
        self.resend_url: str = urls["resend"]

    def charges(self) -> list[dict]:
        """Every payment Stripe executed, oldest first: `id`, `amount` (cents), `currency`, `customer`, `metadata`."""
        executed = self._answer("GET", "/executed", params={"vendor": "stripe"})
        return [{**one, "amount": int(one["amount"])} for one in executed if one["operation"] in CHARGING]

    def charges_of(self, customers: list[str]) -> list[dict]:
        wanted = set(customers)
        return [charge for charge in self.charges() if charge["customer"] in wanted]

    def lose_next_answer(self) -> None:
        """The next payment is executed, but its answer never arrives."""
        fault = {"vendor": "stripe", "kind": "reset_after", "match": {"method": "POST", "path": "/v1/payment_intents"}}
        self._answer("POST", "/faults", json=fault)

    def leaked(self) -> int:
        """Requests to any vendor that carried a vault key."""
        return sum(totals["leaked"] for totals in self._answer("GET", "/totals").values())

    def close(self) -> None:
        self._http.close()

    def _answer(self, method: str, path: str, **request: object):
        answer = self._http.request(method, path, **request)
        answer.raise_for_status()
        return answer.json()
