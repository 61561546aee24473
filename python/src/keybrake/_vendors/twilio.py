"""twilio-python: an HTTP client that sends every product's host through the proxy."""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

import httpx2
import twilio.rest
from twilio.http import AsyncHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from keybrake._key import VENDOR_TIMEOUT_S, IssuedKey
from keybrake._settings import may_use_proxies


def twilio_client(key: IssuedKey, account_sid: str) -> twilio.rest.Client:
    """`_` as the account stands for the connection's own, which the proxy fills in."""
    http_client = ThroughProxy(key.base_url)
    return twilio.rest.Client(account_sid, key.secret.get_secret_value(), http_client=http_client)


def async_twilio_client(key: IssuedKey, account_sid: str) -> twilio.rest.Client:
    """For the `…_async` methods."""
    http_client = AsyncThroughProxy(key.base_url)
    return twilio.rest.Client(account_sid, key.secret.get_secret_value(), http_client=http_client)


class ThroughProxy(TwilioHttpClient):
    """`https://verify.twilio.com/v2/…` becomes `<base url>/verify/v2/…`."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=VENDOR_TIMEOUT_S)
        if self.session is not None:
            self.session.trust_env = may_use_proxies(base_url)
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return explained(super().request(method, through(self._base_url, url), *args, **kwargs))


class AsyncThroughProxy(AsyncHttpClient):
    """The same for the async methods: a connection a call, so that there is no session that someone must close."""

    def __init__(self, base_url: str) -> None:
        super().__init__(logging.getLogger("twilio.async_http_client"), True, VENDOR_TIMEOUT_S)
        self._base_url = base_url

    async def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        is_json = "json" in (headers or {}).get("Content-Type", "")
        async with httpx2.AsyncClient(
            timeout=timeout or VENDOR_TIMEOUT_S,
            follow_redirects=allow_redirects,
            trust_env=may_use_proxies(self._base_url),
        ) as http:
            answer = await http.request(
                method,
                through(self._base_url, url),
                params=params,
                headers=headers,
                auth=auth,
                **{"json" if is_json else "data": data},
            )
        return explained(Response(answer.status_code, answer.text, answer.headers))


def through(base_url: str, url: str) -> str:
    """The address at the proxy of an address at Twilio."""
    address = urlsplit(url)
    product = (address.hostname or "api").split(".")[0]
    query = f"?{address.query}" if address.query else ""
    return f"{base_url}/{product}{address.path}{query}"


def explained(response: Response) -> Response:
    """Puts our refusal where the SDK keeps it: its exception drops headers and body, all but the member `details`."""
    headers = {name.lower(): value for name, value in (response.headers or {}).items()}
    if "keybrake-code" not in headers:
        return response
    try:
        body = json.loads(response.text)
    except ValueError:
        return response
    ours = {name: value for name, value in headers.items() if name.startswith("keybrake-")}
    body["details"] = {"keybrake": body.get("keybrake", {}), "headers": ours}
    return Response(response.status_code, json.dumps(body), response.headers)
