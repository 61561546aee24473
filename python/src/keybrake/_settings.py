"""Where the proxy is and who asks."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

DEFAULT_URL = "http://127.0.0.1:8787"


@dataclass(frozen=True)
class Settings:
    """`url` has no slash at the end."""

    url: str
    api_key: SecretStr


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
    return Settings(address, credential if isinstance(credential, SecretStr) else SecretStr(credential))
