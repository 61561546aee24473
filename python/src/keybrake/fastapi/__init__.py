"""FastAPI: a vault key for each request, as a dependency; it ends after the response, the stream and the background
tasks.

    app = FastAPI(lifespan=keybrake_lifespan())
    install_exception_handlers(app)

    agent_key = vault_key(vendor="stripe", allowed_endpoints=["POST /v1/payment_intents"], total_usd_cap="5")

    @app.post("/agent/run")
    async def run_agent(key: Annotated[AsyncVaultKey, Depends(agent_key)]) -> dict: ...

Needs the extra `fastapi` (`pip install './python[fastapi]'` in a clone).
"""

from keybrake.fastapi._dependency import blocking_vault_key, vault_key
from keybrake.fastapi._handlers import install_exception_handlers
from keybrake.fastapi._lifespan import keybrake_lifespan

__all__ = ["blocking_vault_key", "install_exception_handlers", "keybrake_lifespan", "vault_key"]
