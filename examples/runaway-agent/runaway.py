"""An agent that will not stop. It charges 2.99 USD a turn, and goes on when it is told not to; the cap is 25 USD.

Needs a running Keybrake, KEYBRAKE_URL and KEYBRAKE_API_KEY. No model: the loop is the worst one there is.
"""

import json
import os
import threading
import time

import httpx2
import stripe
from keybrake import Keybrake, tool_result

TURNS = int(os.environ.get("TURNS", "40"))
LABEL = "runaway-demo"


def charge(client: stripe.StripeClient) -> dict:
    """The agent's tool. A refusal is an answer that says to stop."""
    try:
        return {"paid": client.v1.payment_intents.create({"amount": 299, "currency": "usd"}).id}
    except stripe.StripeError as error:
        if (answer := tool_result(error)) is None:
            raise
        return answer


def watch(url: str, key_id: str, connected: threading.Event) -> None:
    """Prints what the event stream says of the key, as the dashboard's feed shows it."""
    headers = {"Authorization": f"Bearer {os.environ['KEYBRAKE_API_KEY']}"}
    with httpx2.stream("GET", f"{url}/vault/events", headers=headers, timeout=None) as events:
        connected.set()
        kind = ""
        for line in events.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind in ("call", "refused"):
                event = json.loads(line.removeprefix("data: "))
                if event.get("key_id") == key_id:
                    left = min(one["remaining_usd"] for one in event["budgets"] if one["remaining_usd"] is not None)
                    print(f"  live  {event['decision']:<8} {event['operation']}  {left:5.2f} USD left", flush=True)


def main() -> None:
    policy = {"vendor": "stripe", "allowed_endpoints": ["POST /v1/payment_intents"], "total_usd_cap": "25"}
    with Keybrake() as keybrake, keybrake.issue(label=LABEL, **policy) as key:
        print(f"watch it at {keybrake.url}/dashboard/?label={LABEL}")
        connected = threading.Event()
        threading.Thread(target=watch, args=(keybrake.url, key.id, connected), daemon=True).start()
        connected.wait(10)

        client = key.stripe_client()
        answers = []
        for turn in range(1, TURNS + 1):
            answers.append(charge(client))
            if "error" in answers[-1]:
                print(f"turn {turn}: told {answers[-1]['error']}, goes on all the same")
            time.sleep(0.05)

        paid = sum("paid" in answer for answer in answers)
        [line] = [line for line in key.spend() if line.kind == "key"]
        print(f"{TURNS} turns: {paid} charges, {TURNS - paid} refused. {line.spent_usd} of {line.cap_usd} USD are spent.")


if __name__ == "__main__":
    main()
