"""Serves the fake on a loopback port: vendor SDKs open sockets of their own."""

import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from keybrake.testing._http import FakeRequest, FakeResponse, request_of

Handle = Callable[[FakeRequest], FakeResponse]


def wsgi_app(handle: Handle) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        url = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        made = handle(request_of(environ["REQUEST_METHOD"], url, headers, body))
        line = f"{made.status} {HTTPStatus(made.status).phrase}"
        content = made.body
        sent = {"content-type": "application/json", "content-length": str(len(content)), **made.headers}
        start_response(line, list(sent.items()))
        return [content]

    return app


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


class FakeServer:
    """Listens from the moment it is made until it is closed."""

    def __init__(self, handle: Handle) -> None:
        self._server = make_server("127.0.0.1", 0, wsgi_app(handle), _Threaded, _Silent)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
