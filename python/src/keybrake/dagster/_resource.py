"""The resource that assets, ops and IO managers ask for a vendor's client."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dagster import ConfigurableResource, InitResourceContext
from pydantic import Field, PrivateAttr, field_validator
from typing_extensions import Self

from keybrake._client import Keybrake
from keybrake._key import VaultKey
from keybrake.dagster._failure import refusals_as_failures
from keybrake.dagster._scope import Scope, budget_of, label_of, tags_of
from keybrake.dagster._spent import Metadata, Spent, metadata_of, record, spent_by
from keybrake.dagster._step import Context, Step, step_of

if TYPE_CHECKING:
    import stripe
    import twilio.rest

    from keybrake._vendors.resend import ResendClient
    from keybrake.testing import FakeKeybrake


OWN = {"label", "run"}
NOTE_TIMEOUT_S = 5.0
"""A step that has done its work does not wait longer than this for what it spent."""


class KeybrakeResource(ConfigurableResource["KeybrakeResource"]):
    """Issues a vault key for each block of code that calls a vendor, and revokes it where the block ends.

    Every process of a run, and every run of the same `scope`, draws on one budget with the caps given here: the proxy
    counts by the key's `run`, so nothing has to be shared between processes. The key itself never leaves the process
    that issued it.

    A cap that is exhausted, and every other refusal that a repeat would not change, leaves the block as
    `dagster.Failure(allow_retries=False)`. What a block spent goes into the metadata of the step's output.
    """

    url: str | None = Field(
        default=None, description="Origin of the proxy, e.g. http://127.0.0.1:8787. Default: the variable KEYBRAKE_URL."
    )
    api_key: str | None = Field(
        default=None,
        description='Admin credential, best an issuer\'s. Give EnvVar("…"), never the text. Default: KEYBRAKE_API_KEY.',
    )
    vendor: str | None = Field(default=None, description="stripe, twilio, resend, or a declared one.")
    connection: str | None = Field(default=None, description="In place of `vendor`: one of its accounts by name.")
    allowed_endpoints: list[str] = Field(description='What the keys may call, e.g. ["POST /v1/payment_intents"].')
    total_usd_cap: str | None = Field(default=None, description='What one scope may spend in all, e.g. "500".')
    daily_usd_cap: str | None = Field(default=None, description="What one scope may spend in each 24 hours.")
    scope: Scope = Field(default="root_run", description="What one cap bounds.")
    expires_in: str = Field(
        default="1h", description="How long a key lives whose process was killed before it could revoke it."
    )
    policy: dict[str, Any] = Field(
        default={}, description="More fields of POST /vault/keys: max_usd_per_call, parameters, budgets, …"
    )

    _client: Keybrake | None = PrivateAttr(default=None)
    _process_key: VaultKey | None = PrivateAttr(default=None)
    _ends: ExitStack = PrivateAttr(default_factory=ExitStack)
    _spent: dict[tuple[str | None, str | None, int], list[Spent]] = PrivateAttr(default_factory=dict)
    # Ops may use threads; two of them must not open two clients or issue two keys for the process.
    _lock: threading.RLock = PrivateAttr(default_factory=threading.RLock)

    @field_validator("policy")
    @classmethod
    def _leaves_names_to_us(cls, policy: dict[str, Any]) -> dict[str, Any]:
        if OWN & policy.keys():
            raise ValueError("label and run are the resource's own, by its scope")
        return policy

    @contextmanager
    def stripe(self, context: Context, *, partition: str | None = None) -> Iterator["stripe.StripeClient"]:
        """A `stripe.StripeClient` that is good inside the block. No module global is touched.

        `partition` says whose call it is where one step serves several partitions.
        """
        with self.key(context, partition=partition) as key:
            yield key.stripe_client()

    @contextmanager
    def twilio(self, context: Context, *, partition: str | None = None) -> Iterator["twilio.rest.Client"]:
        """A `twilio.rest.Client` that is good inside the block."""
        with self.key(context, partition=partition) as key:
            yield key.twilio_client()

    @contextmanager
    def resend(self, context: Context, *, partition: str | None = None) -> Iterator["ResendClient"]:
        """The resend SDK's classes, under a key that is good inside the block."""
        with self.key(context, partition=partition) as key:
            yield key.resend()

    @contextmanager
    def key(self, context: Context, *, partition: str | None = None) -> Iterator[VaultKey]:
        """A vault key that is good inside the block, for any other client: `key.base_url`, `key.http_client()`."""
        step = self._step(context, partition)
        with refusals_as_failures(self._where(step), self._calls_url(step)), self._issue(step) as key:
            try:
                yield key
            finally:
                self._note(context, step, key)

    def metadata(self, context: Context) -> Metadata:
        """What this step has spent so far, for an output that the resource can't choose: of a multi-asset, of several."""
        step = self._step(context, None)
        return metadata_of(self._spent.get(_identity(step), []), budget_of(self.scope, step), self._calls_url(step))

    def idempotency_key(self, context: Context, *parts: object) -> str:
        """The same text for the same asset (or op), partition and `parts`, in every attempt, run and backfill.

        `parts` says what is done only once: `keybrake.idempotency_key(context, "renewal", "2026-11")`. To do it again
        on purpose, change them.
        """
        step = self._step(context, None)
        whose = step.asset or f"{step.job}/{step.key}"
        what = (whose, step.partition or "", *map(str, parts))
        return "dagster-" + sha256("\0".join(what).encode()).hexdigest()[:40]

    @property
    def vault_key(self) -> str:
        """The secret of one key for this process, issued at first use and revoked when the resource is torn down.

        For code that keeps a key in a global, as `stripe.api_key = keybrake.vault_key`; blocks are better: their
        refusals end the step, and what they spent is on its output.
        """
        return self._key_of_process().secret.get_secret_value()

    @property
    def base_url(self) -> str:
        """Where `vault_key` is good."""
        return self._key_of_process().base_url

    @classmethod
    def fake(cls, keybrake: "FakeKeybrake", **fields: Any) -> Self:
        """This resource in front of an in-memory proxy that listens, as the pytest fixture `fake_keybrake` does.

        `fields` are the resource's; by default the fake allows everything at Stripe up to 100 USD.
        """
        default = {"vendor": "stripe", "allowed_endpoints": ["*"], "total_usd_cap": "100"}
        return cls(**{**default, "url": keybrake.url, "api_key": keybrake.api_key, **fields})

    def revoke_run(self, run_id: str, reason: str) -> int:
        """Ends the keys that a Dagster run still has. Its budget stays open for retries. Returns how many they were."""
        return self._keybrake().revoke_where(label=f"dagster/{run_id}", reason=reason).revoked

    def teardown_after_execution(self, context: InitResourceContext) -> None:
        """Revokes only this process's key: other processes of the run are still working with theirs."""
        with self._lock:
            self._ends.close()
            self._process_key = self._client = None

    def _keybrake(self) -> Keybrake:
        with self._lock:
            if self._client is None:
                self._client = self._ends.enter_context(Keybrake(self.url, self.api_key))
            return self._client

    def _issue(self, step: Step) -> VaultKey:
        caps = {"total_usd_cap": self.total_usd_cap, "daily_usd_cap": self.daily_usd_cap}
        asked = {
            "vendor": self.vendor,
            "connection": self.connection,
            "allowed_endpoints": self.allowed_endpoints,
            "expires_in": self.expires_in,
            **{name: Decimal(cap) for name, cap in caps.items() if cap is not None},
            "label": label_of(step),
            "run": budget_of(self.scope, step),
            **self.policy,
            "tags": {**self.policy.get("tags", {}), **tags_of(step)},
        }
        # The client gives the request an idempotency key of its own, so an answer that was lost costs no second key. It
        # is not made from the run and step: a step that a queue delivered twice must not lose its key when its double
        # ends.
        return self._keybrake().issue(**{name: value for name, value in asked.items() if value is not None})

    def _key_of_process(self) -> VaultKey:
        with self._lock:
            if self._process_key is None:
                self._process_key = self._ends.enter_context(self._issue(self._step(None, None)))
            return self._process_key

    def _step(self, context: Context | None, partition: str | None) -> Step:
        step = step_of(context, self.get_resource_context().run)
        return step if partition is None else Step(**{**vars(step), "partition": partition})

    def _note(self, context: Context, step: Step, key: VaultKey) -> None:
        """Never raises: what happened in the block is the step's result."""
        try:
            spent = spent_by(key.id, self._keybrake().within(NOTE_TIMEOUT_S).spend(by="key", key_id=key.id).data)
        except Exception as unknown:  # A client that was closed too early, for one: no fault of the proxy.
            context.log.warning(f"keybrake: what {key.id} spent could not be read: {unknown}")
            return
        self._spent.setdefault(_identity(step), []).append(spent)
        record(context, self.metadata(context))
        context.log.info(f"keybrake: {spent.calls} calls, {spent.spent_usd} USD by {key.id}")

    def _where(self, step: Step) -> dict[str, str | None]:
        return {"run": budget_of(self.scope, step), "label": label_of(step)}

    def _calls_url(self, step: Step) -> str:
        run = budget_of(self.scope, step)
        query = {"label": label_of(step)} if run is None else {"run": run}
        return f"{self._keybrake().url}/dashboard/audit?{urlencode(query)}"


def _identity(step: Step) -> tuple[str | None, str | None, int]:
    return step.run_id, step.key, step.attempt
