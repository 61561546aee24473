"""The Python client of Keybrake: vault keys with spending caps for programs that use Stripe, Twilio and Resend.

    from keybrake import Keybrake

    with Keybrake() as keybrake, keybrake.issue(
        vendor="stripe", allowed_endpoints=["payment_intents.create"], total_usd_cap="60", expires_in="30m"
    ) as key:
        key.stripe_client().v1.payment_intents.create({"amount": 2999, "currency": "usd"})

All names here are public; modules that begin with an underscore are not.
"""

from keybrake._async_client import AsyncKeybrake
from keybrake._async_key import AsyncVaultKey
from keybrake._client import Keybrake
from keybrake._errors import (
    AccountNotAllowed,
    AdminError,
    BrakeEngaged,
    CallMalformed,
    CapExhausted,
    CeilingExceeded,
    Conflict,
    CostUnknown,
    EndpointNotAllowed,
    FieldError,
    IdempotencyConflict,
    InvalidRequest,
    KeybrakeError,
    KeyExpired,
    KeyInvalid,
    KeyRevoked,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    ParameterNotAllowed,
    ProxyUnavailable,
    RateLimited,
    Refused,
    RunCapMismatch,
    RunClosed,
    TooManyStreams,
    Unauthenticated,
    Unavailable,
    UpstreamFailed,
    VendorMismatch,
)
from keybrake._fields import IssueFields
from keybrake._from_exception import from_exception, from_response
from keybrake._guard import answering_refusals, raising_refusals
from keybrake._key import VaultKey
from keybrake._models import (
    AdminRow,
    Brake,
    Budget,
    BudgetLine,
    CallRow,
    Caps,
    KeyInfo,
    Reach,
    Revoked,
    SpendGroup,
    SpendReport,
    SpendRest,
    SpendTotal,
)
from keybrake._tool_result import ToolResult, tool_result
from keybrake._version import __version__

__all__ = [
    "AccountNotAllowed",
    "AdminError",
    "AdminRow",
    "AsyncKeybrake",
    "AsyncVaultKey",
    "Brake",
    "BrakeEngaged",
    "Budget",
    "BudgetLine",
    "CallMalformed",
    "CallRow",
    "CapExhausted",
    "Caps",
    "CeilingExceeded",
    "Conflict",
    "CostUnknown",
    "EndpointNotAllowed",
    "FieldError",
    "IdempotencyConflict",
    "InvalidRequest",
    "IssueFields",
    "KeyExpired",
    "KeyInfo",
    "KeyInvalid",
    "KeyRevoked",
    "Keybrake",
    "KeybrakeError",
    "NotFound",
    "NotPermitted",
    "OutcomeUnknown",
    "ParameterNotAllowed",
    "ProxyUnavailable",
    "RateLimited",
    "Reach",
    "Refused",
    "Revoked",
    "RunCapMismatch",
    "RunClosed",
    "SpendGroup",
    "SpendReport",
    "SpendRest",
    "SpendTotal",
    "TooManyStreams",
    "ToolResult",
    "Unauthenticated",
    "Unavailable",
    "UpstreamFailed",
    "VaultKey",
    "VendorMismatch",
    "__version__",
    "answering_refusals",
    "from_exception",
    "from_response",
    "raising_refusals",
    "tool_result",
]
