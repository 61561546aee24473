"""What the pages show is what runs."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from glue import Size, size_of
from pages import REPOSITORY, its_test, programs
from processes import start
from world import ADMIN_KEY, Product, Sandbox

from keybrake import Keybrake

EXAMPLES = REPOSITORY / "examples"
WEB = REPOSITORY / "python" / "tests" / "web"
SHOWN = {
    "dagster.md": ["examples/dagster-billing/billing.py"],
    "fastapi.md": ["examples/fastapi-agent/agent.py"],
    "seeds.md": [
        "examples/seeds/dagster_plain.py",
        "examples/seeds/dagster_billing.py",
        "examples/seeds/fastapi_plain.py",
        "examples/seeds/fastapi_agent.py",
        "examples/runaway-agent/runaway.py",
    ],
}


@pytest.fixture
def env(product: Product) -> dict[str, str]:
    return {"PYTHONUNBUFFERED": "1", "KEYBRAKE_URL": product.url, "KEYBRAKE_API_KEY": ADMIN_KEY}


@pytest.mark.parametrize(("page", "path"), [(page, path) for page, paths in SHOWN.items() for path in paths])
def test_a_page_shows_the_program_that_the_tests_run(page: str, path: str) -> None:
    assert programs(page)[path] == (REPOSITORY / path).read_text()


@pytest.mark.parametrize(
    ("words", "plain", "published", "ours"),
    [
        ("Dagster", "dagster_plain.py", "dagster_billing.py", "dagster-billing/billing.py"),
        ("FastAPI", "fastapi_plain.py", "fastapi_agent.py", "fastapi-agent/agent.py"),
    ],
)
def test_the_counted_lines_of_glue_are_those_of_the_page(words: str, plain: str, published: str, ours: str) -> None:
    def cell(path: Path) -> str:
        more: Size = size_of(path).above(size_of(EXAMPLES / "seeds" / plain))
        return f"{more.lines} lines, {more.tokens} tokens"

    row = f"| {words} | {cell(EXAMPLES / 'seeds' / published)} | {cell(EXAMPLES / ours)} |"
    assert row in (REPOSITORY / "docs" / "clients" / "seeds.md").read_text()


def test_the_runaway_agent_ends_at_its_cap_and_is_seen_live(
    env: dict[str, str], sandbox: Sandbox, keybrake: Keybrake
) -> None:
    before = len(sandbox.executed("stripe"))
    printed = subprocess.run(
        [sys.executable, "-c", programs("seeds.md")["examples/runaway-agent/runaway.py"]],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout

    lines = printed.splitlines()
    assert lines[-1] == "40 turns: 8 charges, 32 refused. 23.92 of 25 USD are spent."
    assert f"`{lines[-1]}`" in (REPOSITORY / "docs" / "clients" / "seeds.md").read_text()
    assert [int(row["amount"]) for row in sandbox.executed("stripe")[before:]] == [299] * 8
    live = [line.split()[1] for line in lines if line.startswith("  live")]
    assert live.count("allowed") == 8
    assert live.count("refused") >= 30, "the last ones may come after the program has ended"
    assert live[:8] == ["allowed"] * 8
    assert {key.status for key in keybrake.keys(label="runaway-demo")} == {"revoked"}


@pytest.mark.parametrize(
    ("page", "program"),
    [("dagster.md", EXAMPLES / "dagster-billing"), ("fastapi.md", EXAMPLES / "fastapi-agent")],
)
def test_the_test_of_a_page_passes_and_needs_no_proxy(page: str, program: Path, tmp_path: Path) -> None:
    (tmp_path / "test_page.py").write_text(its_test(page))
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 passed" in ended.stdout


DJANGO = """
import sys, django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="-", ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None,
                   MIDDLEWARE=["keybrake.django.KeybrakeMiddleware"])
django.setup()
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.urls import path
import django_charge
urlpatterns = [path("charge", django_charge.charge), path("charge-async", django_charge.charge_async)]
application, asgi_application = get_wsgi_application(), get_asgi_application()
"""
ASGI = ["-m", "uvicorn", "--port", "0", "--log-level", "info"]


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ([str(WEB / "serve_wsgi.py"), "flask_charge:app"], "charge"),
        ([str(WEB / "serve_wsgi.py"), "django_project:application"], "charge"),
        ([*ASGI, "django_project:asgi_application"], "charge-async"),
        ([*ASGI, "starlette_charge:app"], "charge"),
    ],
)
def test_the_programs_of_the_web_frameworks_run_as_they_stand(
    command: list[str], path: str, env: dict[str, str], tmp_path: Path
) -> None:
    for name, text in programs("flask-django-starlette.md").items():
        (tmp_path / name).write_text(text)
    (tmp_path / "django_project.py").write_text(DJANGO)
    served = start(
        [sys.executable, *command],
        {"PYTHONPATH": str(tmp_path), **env},
        ready=r"(?:running|listening) on (http://[\d.:]+)",
    )
    try:
        fine = httpx2.post(f"{served.url}/{path}?budget=10", timeout=60)
        refused = httpx2.post(f"{served.url}/{path}?budget=9.99", timeout=60)
    finally:
        served.stop()
    assert fine.json()["id"].startswith("pi_")
    assert (refused.status_code, refused.json()["code"]) == (402, "cap_exhausted")
