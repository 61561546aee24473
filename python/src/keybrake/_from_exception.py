"""Finds our refusal inside any vendor SDK's exception, without importing a single SDK."""

from collections.abc import Iterator, Mapping
from typing import Any

from keybrake._errors import KeybrakeError
from keybrake._refusal import BODY_HEADER, refusal, refusal_of
from keybrake._registry import CODE_OF_TWILIO_NUMBER

DEPTH_MAX = 20


def from_exception(error: BaseException) -> KeybrakeError | None:
    """The proxy's refusal that this exception carries, or None where it carries none.

    Reads what stripe, twilio, resend, httpx, httpx2, requests, aiohttp and openai raise (and whatever has the
    same attributes), the causes they were raised from (`raise … from …`) and the members of exception groups.

    An exception that merely happened while a refusal was being handled is not that refusal: only explicit causes count.
    """
    for one in _with_causes(error):
        if isinstance(one, KeybrakeError):
            return one
        found = _in_stripe(one) or _in_response(one) or _in_twilio(one) or _in_headers(one)
        if found is not None:
            return found
    return None


def from_response(response: object) -> KeybrakeError | None:
    """The proxy's refusal in a response of httpx2, httpx, requests, aiohttp or a test client; None for any other answer.

    A body that was streamed and not read, or is a coroutine, is left alone: then the details are missing.
    """
    headers = _attribute(response, "headers")
    if not isinstance(headers, Mapping):
        return None
    status = _attribute(response, "status_code") or _attribute(response, "status")
    return refusal_of(status if isinstance(status, int) else None, headers, _body_of(response))


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < DEPTH_MAX:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        members = _attribute(one, "exceptions")
        if isinstance(members, (list, tuple)):
            waiting += [member for member in members if isinstance(member, BaseException)]
        if one.__cause__ is not None:
            waiting.append(one.__cause__)


def _in_stripe(error: BaseException) -> KeybrakeError | None:
    body = _attribute(error, "json_body")
    headers = _attribute(error, "headers")
    if body is None or not isinstance(headers, Mapping):
        return None
    # The text, where there is one: the SDK read its own copy's amounts as floats.
    text = _attribute(error, "http_body")
    return refusal_of(_attribute(error, "http_status"), headers, text if isinstance(text, str) else body)


def _in_response(error: BaseException) -> KeybrakeError | None:
    response = _attribute(error, "response")
    return None if response is None else from_response(response)


def _in_twilio(error: BaseException) -> KeybrakeError | None:
    """Twilio's exception keeps neither headers nor body; our numbers, and `details` where our HTTP client filled them."""
    if _attribute(error, "uri") is None:
        return None
    number = _attribute(error, "code")
    code = CODE_OF_TWILIO_NUMBER.get(number) if isinstance(number, int) else None
    status = _attribute(error, "status")
    if code is None or not isinstance(status, int):
        return None
    details = _attribute(error, "details")
    if isinstance(details, Mapping) and "keybrake" in details:
        return refusal_of(status, details.get("headers") or {}, details)
    return refusal(code, message=str(_attribute(error, "msg") or code), status=status)


def _in_headers(error: BaseException) -> KeybrakeError | None:
    """Resend's exceptions, `urllib.error.HTTPError`, `aiohttp.ClientResponseError`: headers, and a body only from us."""
    headers = _attribute(error, "headers")
    if headers is None or not hasattr(headers, "items"):
        return None
    status = next((n for n in (_attribute(error, a) for a in ("status", "code")) if _is_status(n)), None)
    body = headers.get(BODY_HEADER) or {"message": _words_of(error)}
    return refusal_of(None if status is None else int(status), headers, body)


def _is_status(value: object) -> bool:
    return str(value).isdecimal() and 100 <= int(str(value)) <= 599


def _words_of(error: BaseException) -> Any:
    return _attribute(error, "message") or str(error)


def _body_of(response: object) -> object:
    content = _attribute(response, "content")
    return content if isinstance(content, bytes) else None


def _attribute(thing: object, name: str) -> Any:
    """None also where looking raises: for "not read yet" or "not set" every library has an exception of its own."""
    try:
        return getattr(thing, name, None)
    except Exception:
        return None
