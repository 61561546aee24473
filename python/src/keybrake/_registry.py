"""Which code is which exception, and whether it may be repeated. The proxy's registries are the other half; tests compare."""

from collections.abc import Mapping
from typing import NamedTuple

from keybrake import _errors as e


class CallCode(NamedTuple):
    """One code that answers a vendor call."""

    kind: type[e.KeybrakeError]
    retry: e.Retry
    twilio: int
    """The number that stands for the code in Twilio's error shape, whose `code` is an integer."""


class AdminCode(NamedTuple):
    """One code that answers an admin call."""

    kind: type[e.KeybrakeError]
    retry: e.Retry = "no"


CALL_CODES: Mapping[str, CallCode] = {
    "path_not_canonical": CallCode(e.CallMalformed, "no", 904001),
    "bad_request": CallCode(e.CallMalformed, "no", 904002),
    "idempotency_mismatch": CallCode(e.IdempotencyConflict, "no", 904003),
    "missing_key": CallCode(e.KeyInvalid, "no", 904011),
    "invalid_key": CallCode(e.KeyInvalid, "no", 904012),
    "key_expired": CallCode(e.KeyExpired, "no", 904013),
    "key_revoked": CallCode(e.KeyRevoked, "no", 904014),
    "endpoint_not_allowed": CallCode(e.EndpointNotAllowed, "no", 904031),
    "parameter_not_allowed": CallCode(e.ParameterNotAllowed, "no", 904032),
    "account_not_allowed": CallCode(e.AccountNotAllowed, "no", 904033),
    "vendor_mismatch": CallCode(e.VendorMismatch, "no", 904034),
    "cost_unknown": CallCode(e.CostUnknown, "no", 904035),
    "brake_engaged": CallCode(e.BrakeEngaged, "no", 904036),
    "unknown_route": CallCode(e.CallMalformed, "no", 904041),
    "idempotency_in_progress": CallCode(e.IdempotencyConflict, "later", 904091),
    "outcome_unknown": CallCode(e.OutcomeUnknown, "no", 904092),
    "length_required": CallCode(e.CallMalformed, "no", 904111),
    "body_too_large": CallCode(e.CallMalformed, "no", 904131),
    "unsupported_encoding": CallCode(e.CallMalformed, "no", 904151),
    "ambiguous_body": CallCode(e.CallMalformed, "no", 904221),
    "cap_exhausted": CallCode(e.CapExhausted, "no", 904291),
    "rate_limited": CallCode(e.RateLimited, "later", 904292),
    "too_many_concurrent_calls": CallCode(e.RateLimited, "later", 904293),
    "internal": CallCode(e.ProxyUnavailable, "same_key", 905001),
    "upstream_unreachable": CallCode(e.UpstreamFailed, "later", 905021),
    "upstream_broken": CallCode(e.UpstreamFailed, "same_key", 905022),
    "ledger_unavailable": CallCode(e.ProxyUnavailable, "later", 905031),
    "overloaded": CallCode(e.ProxyUnavailable, "later", 905032),
    "upstream_timeout": CallCode(e.UpstreamFailed, "same_key", 905041),
}

CODE_OF_TWILIO_NUMBER: Mapping[int, str] = {entry.twilio: code for code, entry in CALL_CODES.items()}

ADMIN_CODES: Mapping[str, AdminCode] = {
    "bad_request": AdminCode(e.InvalidRequest),
    "unauthenticated": AdminCode(e.Unauthenticated),
    "role_not_allowed": AdminCode(e.NotPermitted),
    "wrong_origin": AdminCode(e.NotPermitted),
    "ceiling_exceeded": AdminCode(e.CeilingExceeded),
    "not_found": AdminCode(e.NotFound),
    "unknown_route": AdminCode(e.NotFound),
    "method_not_allowed": AdminCode(e.NotFound),
    "idempotency_mismatch": AdminCode(e.Conflict),
    "run_cap_mismatch": AdminCode(e.RunCapMismatch),
    "run_closed": AdminCode(e.RunClosed),
    "name_taken": AdminCode(e.Conflict),
    "in_use": AdminCode(e.Conflict),
    "key_revoked": AdminCode(e.Conflict),
    "already_closed": AdminCode(e.Conflict),
    "fixed_principal": AdminCode(e.Conflict),
    "conflict": AdminCode(e.Conflict, "later"),
    "changed_meanwhile": AdminCode(e.Conflict),
    "body_too_large": AdminCode(e.InvalidRequest),
    "unsupported_media_type": AdminCode(e.InvalidRequest),
    "invalid_request": AdminCode(e.InvalidRequest),
    "too_many_attempts": AdminCode(e.Unauthenticated, "later"),
    "too_many_streams": AdminCode(e.TooManyStreams, "later"),
    "internal": AdminCode(e.ProxyUnavailable, "same_key"),
    "ledger_unavailable": AdminCode(e.ProxyUnavailable, "later"),
    "overloaded": AdminCode(e.ProxyUnavailable, "later"),
}
