"""The exceptions of this package.

Every one is a `KeybrakeError` and carries the code of the proxy's own registry (docs/reference/errors.md):

    KeybrakeError
    ├── Refused                      a vendor call was stopped by the proxy; nothing was sent
    │   ├── CapExhausted             cap_exhausted
    │   ├── EndpointNotAllowed       endpoint_not_allowed
    │   ├── ParameterNotAllowed      parameter_not_allowed
    │   ├── AccountNotAllowed        account_not_allowed
    │   ├── VendorMismatch           vendor_mismatch
    │   ├── CostUnknown              cost_unknown
    │   ├── BrakeEngaged             brake_engaged
    │   ├── KeyExpired               key_expired
    │   ├── KeyRevoked               key_revoked
    │   ├── KeyInvalid               invalid_key, missing_key
    │   ├── RateLimited              rate_limited, too_many_concurrent_calls
    │   ├── IdempotencyConflict      idempotency_in_progress, idempotency_mismatch
    │   ├── OutcomeUnknown           outcome_unknown
    │   └── CallMalformed            path_not_canonical, bad_request, unknown_route, length_required, body_too_large,
    │                                unsupported_encoding, ambiguous_body
    ├── Unavailable                  no useful answer came; also `unreachable`: the proxy itself did not answer
    │   ├── ProxyUnavailable         ledger_unavailable, overloaded, internal
    │   └── UpstreamFailed           upstream_unreachable, upstream_broken, upstream_timeout
    └── AdminError                   the admin API did not do what was asked
        ├── InvalidRequest           invalid_request, bad_request, body_too_large, unsupported_media_type
        ├── Unauthenticated          unauthenticated, too_many_attempts
        ├── NotPermitted             role_not_allowed, wrong_origin
        │   └── CeilingExceeded      ceiling_exceeded
        ├── NotFound                 not_found, unknown_route, method_not_allowed
        ├── Conflict                 name_taken, in_use, key_revoked, already_closed, fixed_principal, conflict,
        │   │                        changed_meanwhile, idempotency_mismatch
        │   ├── RunClosed            run_closed
        │   └── RunCapMismatch       run_cap_mismatch
        └── TooManyStreams           too_many_streams

The admin API's `internal` and `ledger_unavailable` are `ProxyUnavailable` too.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Retry = Literal["no", "later", "same_key"]
"""`no`: never the same call again. `later`: after waiting. `same_key`: only with the same idempotency key."""


class FieldError(NamedTuple):
    """One field of a request that the admin API did not accept."""

    pointer: str
    """JSON pointer (RFC 6901) into the request body; empty for the body as a whole."""
    message: str


class KeybrakeError(Exception):
    """What this package raises. `str()` is the message, which is written for whoever reads it, people or models."""

    code: str
    """From the registry, or `unreachable` where no answer came."""
    message: str
    status: int | None
    """Of the HTTP answer; None where none came."""
    call_id: str | None
    """The audit row of a vendor call; None for admin calls."""
    details: Mapping[str, Any]
    """The answer's other members: `budget`, `cap_usd`, `attempted`, … Amounts are `Decimal`."""
    retry: Retry

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int | None = None,
        call_id: str | None = None,
        details: Mapping[str, Any] | None = None,
        retry: Retry = "no",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.call_id = call_id
        self.details = dict(details or {})
        self.retry = retry

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions cross process boundaries in Dagster, Celery and multiprocessing; the default forgets keywords.
        keywords = (self.code, self.status, self.call_id, dict(self.details), self.retry)
        return _rebuilt, (type(self), self.message, *keywords)


def _rebuilt(
    kind: type[KeybrakeError],
    message: str,
    code: str,
    status: int | None,
    call_id: str | None,
    details: Mapping[str, Any],
    retry: Retry,
) -> KeybrakeError:
    return kind(message, code=code, status=status, call_id=call_id, details=details, retry=retry)


class Refused(KeybrakeError):
    """The proxy stopped a vendor call. Nothing was sent to the vendor, and the same call will be refused again."""

    @property
    def remaining_usd(self) -> Decimal | None:
        """What the budget that failed, or else the tightest one, had left; None where the answer does not say."""
        remaining = self.details.get("remaining_usd")
        return Decimal(remaining) if isinstance(remaining, (int, Decimal)) else None


class CapExhausted(Refused):
    """The cost does not fit under a cap. `details`: `budget`, `window`, `cap_usd`, `spent_usd`, `requested_usd`, …"""


class EndpointNotAllowed(Refused):
    """The key's allowlist has no entry for this endpoint. `details`: `attempted`, `allowed_endpoints`."""


class ParameterNotAllowed(Refused):
    """A parameter breaks a rule of the key. `details`: `parameter`, `rule`."""


class AccountNotAllowed(Refused):
    """The call names an account that the key may not act on."""


class VendorMismatch(Refused):
    """The key belongs to another connection."""


class CostUnknown(Refused):
    """The call's cost has no upper bound that is known beforehand."""


class BrakeEngaged(Refused):
    """An operator has stopped all calls."""


class KeyExpired(Refused):
    """The vault key has expired."""


class KeyRevoked(Refused):
    """Someone ended this vault key."""


class KeyInvalid(Refused):
    """No vault key of this proxy came with the call."""


class RateLimited(Refused):
    """The key's call rate, or its number of calls under way, is used up. `details["retry_after_s"]`: how long to wait."""


class IdempotencyConflict(Refused):
    """The idempotency key belongs to a call that is still running, or to one with other parameters."""


class OutcomeUnknown(Refused):
    """An earlier call with this idempotency key may have happened; the vendor would do it twice."""


class CallMalformed(Refused):
    """The request is not one the proxy can read without doubt."""


class Unavailable(KeybrakeError):
    """No useful answer came. `retry` says whether and how the same call may be repeated."""


class ProxyUnavailable(Unavailable):
    """The proxy answered that it can't serve the call now."""


class UpstreamFailed(Unavailable):
    """The vendor failed. Money may have moved unless the code is `upstream_unreachable`."""


class AdminError(KeybrakeError):
    """The admin API did not do what was asked."""


class InvalidRequest(AdminError):
    """A field of the request is wrong."""

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Every wrong field."""
        given = self.details.get("errors")
        return tuple(
            FieldError(str(one.get("pointer", "")), str(one.get("message", "")))
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, Mapping)
        )


class Unauthenticated(AdminError):
    """The admin credential is missing or not known."""


class NotPermitted(AdminError):
    """The role of this credential does not allow it."""


class CeilingExceeded(NotPermitted):
    """The request lies above a ceiling of this credential."""


class NotFound(AdminError):
    """There is no such object, or this credential may not see it."""


class Conflict(AdminError):
    """The request contradicts what stands."""


class RunClosed(Conflict):
    """The run was closed: nothing more is issued under its label."""


class RunCapMismatch(Conflict):
    """The run was created with other caps."""


class TooManyStreams(AdminError):
    """This credential watches too many event streams."""
