"""Where the proxy is and who asks."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from keybrake._header_text import header_text

DEFAULT_URL = "http://127.0.0.1:8787"


@dataclass(frozen=True)
class Settings:
    """`url` has no slash at the end."""

    url: str
    api_key: SecretStr

    @property
    def trust_env(self) -> bool:
        return may_use_proxies(self.url)


def may_use_proxies(url: str) -> bool:
    """Whether a proxy that the environment names (`HTTP_PROXY`, …) may carry requests to `url`.

    Over https it passes on what it can't read; over http it would read the credential that goes with each request.
    """
    return url.lower().startswith("https:")


def settings(url: str | None, api_key: str | SecretStr | None) -> Settings:
    """From the arguments, else `KEYBRAKE_URL` and `KEYBRAKE_API_KEY`. Raises `ValueError` where one can't be used."""
    address = (url or os.environ.get("KEYBRAKE_URL") or DEFAULT_URL).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"the url of Keybrake must begin with http:// or https://, not {address!r}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the url of Keybrake is an origin: no credential, query or fragment")
    credential = api_key or os.environ.get("KEYBRAKE_API_KEY")
    if not credential:
        raise ValueError("no admin credential: give api_key=, or set KEYBRAKE_API_KEY")
    text = credential.get_secret_value() if isinstance(credential, SecretStr) else credential
    return Settings(address, SecretStr(header_text(text, "the admin credential")))
