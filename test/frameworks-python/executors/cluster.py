"""As much of Kubernetes as `k8s_job_executor` speaks to: jobs that are created and looked at. Each runs as a process.

A pod has its image's variables and those of its container, and nothing of who created it.
"""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml


class Cluster:
    """`image` are the variables that every pod has. `jobs` are what was created, by name."""

    def __init__(self, image: dict[str, str]) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self._image = image
        self._pods: dict[str, subprocess.Popen[bytes]] = {}
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                cluster._create(body)
                self._answer(201, body)

            def do_GET(self) -> None:
                # …/namespaces/<namespace>/jobs/<name>/status
                name = self.path.split("?")[0].removesuffix("/status").rpartition("/")[2]
                self._answer(*((200, cluster._seen(name)) if name in cluster.jobs else (404, {"kind": "Status"})))

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def write_kubeconfig(self, file: Path) -> None:
        named = {
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{self._server.server_port}"}}],
            "users": [{"name": "u", "user": {}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        }
        file.write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "Config", "current-context": "x", **named}))

    def stop(self) -> None:
        self._server.shutdown()
        for pod in self._pods.values():
            pod.kill()
            pod.wait()

    def _create(self, job: dict[str, Any]) -> None:
        [container] = job["spec"]["template"]["spec"]["containers"]
        variables = {one["name"]: one["value"] for one in container.get("env", [])}
        command = [*(container.get("command") or []), *container["args"]]
        name = job["metadata"]["name"]
        self.jobs[name] = job
        self._pods[name] = subprocess.Popen(
            command, env={**self._image, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _seen(self, name: str) -> dict[str, Any]:
        code = self._pods[name].poll()
        status = {"active": 1} if code is None else {"succeeded": 1} if code == 0 else {"failed": 1}
        return {**self.jobs[name], "status": status}


@contextmanager
def running_cluster(image: dict[str, str]) -> Iterator[Cluster]:
    cluster = Cluster(image)
    try:
        yield cluster
    finally:
        cluster.stop()
