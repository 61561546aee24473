"""`serve_wsgi.py module:name`: a WSGI application by the standard library, a thread for each request."""

import importlib
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


module, name = sys.argv[1].split(":")
server = make_server("127.0.0.1", 0, getattr(importlib.import_module(module), name), Server)
sys.stdout.write(f"listening on http://127.0.0.1:{server.server_port}\n")
sys.stdout.flush()
server.serve_forever()
