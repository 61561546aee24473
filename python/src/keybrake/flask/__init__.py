"""Flask: a vault key for each request, which ends when the response is closed.

    keybrake = FlaskKeybrake(app)

    @app.post("/charge")
    @keybrake.vault_key(vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], total_usd_cap="5")
    def charge(key: VaultKey) -> dict: ...

Needs the extra `flask` (`pip install './python[flask]'` in a clone).
"""

from keybrake.flask._extension import FlaskKeybrake

__all__ = ["FlaskKeybrake"]
