"""The extension: one client for the application, a decorator for the views that call vendors."""

import functools
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeAlias

from flask import Flask, Response, make_response
from pydantic import SecretStr

from keybrake._client import Keybrake
from keybrake._errors import KeybrakeError
from keybrake._problem import STATUS_OF, CapStatus, problem_of, raise_ours

View: TypeAlias = Callable[..., Any]
Policy: TypeAlias = Callable[[], Mapping[str, Any]]


def _nothing_more() -> Mapping[str, Any]:
    return {}


class FlaskKeybrake:
    """`FlaskKeybrake(app)`, or `FlaskKeybrake()` and `init_app(app)` later. May be shared between threads.

    `url` and `api_key` default to `app.config["KEYBRAKE_URL"]` and `["KEYBRAKE_API_KEY"]`, and those to the environment's.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        client: Keybrake | None = None,
        url: str | None = None,
        api_key: str | SecretStr | None = None,
        cap_status: CapStatus = 402,
    ) -> None:
        self._given, self._url, self._api_key, self._cap_status = client, url, api_key, cap_status
        self._client: Keybrake | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Opens the client and installs the handlers. Raises `ValueError` where a setting is missing."""
        url, api_key = self._url or app.config.get("KEYBRAKE_URL"), self._api_key or app.config.get("KEYBRAKE_API_KEY")
        self._client = self._given if self._given is not None else Keybrake(url, api_key)
        app.extensions["keybrake"] = self
        for kind in STATUS_OF:
            app.register_error_handler(kind, self._answer)

    @property
    def client(self) -> Keybrake:
        """The application's client, for everything but the keys of requests."""
        if self._client is None:
            raise RuntimeError("FlaskKeybrake has no application yet: call init_app(app)")
        return self._client

    def vault_key(self, policy: Policy = _nothing_more, **fields: Any) -> Callable[[View], View]:
        """A decorator below the route's: the view gets the request's key as its argument `key`.

        `fields` are those of `POST /vault/keys`; `policy` is called in the request and returns further ones, which win.

        The key is revoked when the response is closed: after the last byte of a stream, or when its client hangs up. A
        refusal that leaves the view as the exception of a vendor's SDK is raised anew as `keybrake.Refused` (or
        `Unavailable`).
        """

        def decorate(view: View) -> View:
            @functools.wraps(view)
            def with_key(*args: Any, **kwargs: Any) -> Response:
                with ExitStack() as ends:
                    key = ends.enter_context(self.client.issue(**{**fields, **policy()}))
                    try:
                        response = make_response(view(*args, key=key, **kwargs))
                    except Exception as error:
                        raise_ours(error)
                        raise
                    response.call_on_close(ends.pop_all().close)
                    return response

            return with_key

        return decorate

    def _answer(self, error: KeybrakeError) -> Response:
        problem = problem_of(error, self._cap_status)
        if problem is None:
            raise error
        return Response(problem.body, problem.status, problem.headers)
