"""The public face: names, the tree of exceptions, and that both are what the proxy's own registries say."""

import ast
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import httpx2
import pytest
from pydantic import BaseModel
from world import ADMIN_KEY, Product

import keybrake
from keybrake import _errors, _models
from keybrake._fields import AuditFilter, ChangeKeyFields, IssueFields, KeyFilter, RevokeFilter, SpendFilter
from keybrake._registry import ADMIN_CODES, CALL_CODES

REPOSITORY = Path(__file__).parents[3]
PACKAGE = REPOSITORY / "python" / "src" / "keybrake"


def test_public_names_are_listed_and_in_order() -> None:
    assigned = next(
        node for node in ast.parse((PACKAGE / "__init__.py").read_text()).body if isinstance(node, ast.Assign)
    )
    assert keybrake.__all__ == [
        ast.literal_eval(name) for name in ast.walk(assigned.value) if isinstance(name, ast.Constant)
    ]
    assert keybrake.__all__ == isort_order(keybrake.__all__)
    public = {name for name, value in vars(keybrake).items() if not name.startswith("_") and not is_module(value)}
    assert public | {"__version__"} == set(keybrake.__all__)


def isort_order(names: list[str]) -> list[str]:
    classes = sorted(name for name in names if name[0].isupper())
    return [*classes, *sorted(name for name in names if not name[0].isupper())]


def is_module(value: object) -> bool:
    return type(value).__name__ == "module"


def test_every_public_thing_says_what_it_is() -> None:
    silent = [name for name in keybrake.__all__ if name != "__version__" and not getattr(keybrake, name).__doc__]
    assert silent == []


def test_version_is_the_packages() -> None:
    assert keybrake.__version__ == metadata.version("keybrake")


def test_importing_it_imports_no_vendor_sdk_and_no_framework() -> None:
    script = "import sys, keybrake; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    unwanted = ("stripe", "twilio", "resend", "httpx", "requests", "pytest", "dagster", "fastapi")
    assert [name for name in unwanted if name in loaded] == []


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (_errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)([A-Z]\w+)", line)
        if found is None:
            continue
        depth = len(found[1]) // 4
        path = [*path[:depth], found[2]]
        drawn[found[2]] = path[depth - 1] if depth else "Exception"
    real = {
        name: kind.__base__.__name__
        for name, kind in vars(_errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__base__ is not None
    }
    assert drawn == real


def test_the_codes_in_the_docstring_are_the_registries() -> None:
    tree = (_errors.__doc__ or "").partition("KeybrakeError\n")[2]
    assert {*CALL_CODES, *ADMIN_CODES} - set(re.findall(r"[a-z_]+", tree)) == set()


def test_call_codes_are_those_of_the_page() -> None:
    page = (REPOSITORY / "docs/reference/errors.md").read_text()
    rows = re.findall(r"^\| (\d{3}) \| `([a-z_]+)` \|[^|]*\| ([^|]+) \|", page, re.M)
    words = {"no": "no", "later": "later", "same idempotency key": "same_key"}
    assert {code: (int(status) >= 500, words[retry]) for status, code, retry in rows} == {
        code: (issubclass(entry.kind, keybrake.Unavailable), entry.retry) for code, entry in CALL_CODES.items()
    }


def test_twilio_numbers_are_the_products() -> None:
    source = (REPOSITORY / "packages/vendors/src/twilio/refusal.ts").read_text()
    assert {code: int(number) for code, number in re.findall(r"^  ([a-z_]+): (90\d{4}),$", source, re.M)} == {
        code: entry.twilio for code, entry in CALL_CODES.items()
    }


def test_admin_codes_are_the_contracts() -> None:
    source = (REPOSITORY / "packages/contract/src/codes.ts").read_text()
    assert set(re.findall(r"^  ([a-z_]+): \{ status", source, re.M)) == set(ADMIN_CODES)


@pytest.fixture(scope="module")
def openapi(product: Product) -> dict:
    return httpx2.get(f"{product.url}/openapi.json", headers={"authorization": f"Bearer {ADMIN_KEY}"}).json()


REQUEST_ALIASES = {"agent_run_label", "agent_run_id", "usd_cap", "run_usd_cap", "ttl", "ttl_seconds", "token"}


@pytest.mark.parametrize("model", ["KeyInfo", "BudgetLine", "CallRow", "AdminRow", "Budget"])
def test_models_have_every_member_of_the_contract(openapi: dict, model: str) -> None:
    schema = openapi["components"]["schemas"][{"KeyInfo": "Key"}.get(model, model)]
    aliases = {"key_id", "agent_run_label"} if model == "KeyInfo" else set()
    assert set(getattr(_models, model).model_fields) == set(schema["properties"]) - aliases


@pytest.mark.parametrize(
    ("path", "method", "status", "model"),
    [
        ("/vault/spend", "get", "200", _models.SpendReport),
        ("/vault/brake", "get", "200", _models.Brake),
    ],
)
def test_models_of_single_answers_are_the_contracts(
    openapi: dict, path: str, method: str, status: str, model: type[BaseModel]
) -> None:
    content = openapi["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    assert set(model.model_fields) == set(content["properties"])


@pytest.mark.parametrize(
    ("path", "method", "fields"),
    [
        ("/vault/keys", "post", IssueFields),
        ("/vault/keys/{id}", "patch", ChangeKeyFields),
        ("/vault/keys/revoke", "post", RevokeFilter),
    ],
)
def test_request_fields_are_the_contracts(openapi: dict, path: str, method: str, fields: type) -> None:
    content = openapi["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    # `revoke_where` takes the reason apart from the filter, and `would_revoke` is the dry run.
    own = {"reason", "dry_run"} if fields is RevokeFilter else set()
    assert set(fields.__annotations__) | own == set(content["properties"]) - REQUEST_ALIASES


@pytest.mark.parametrize(
    ("path", "fields", "others"),
    [
        ("/vault/keys", KeyFilter, {"limit", "cursor"}),
        ("/vault/spend", SpendFilter, set()),
        ("/vault/audit", AuditFilter, {"limit", "cursor", "kind", "format"}),
    ],
)
def test_filters_are_the_contracts(openapi: dict, path: str, fields: type, others: set[str]) -> None:
    names = {one["name"] for one in openapi["paths"][path]["get"]["parameters"]} - others
    # `tag` of the audit stands for any `tag.<name>`.
    renamed = {"from": "since", "to": "until", **({"tag": "tags"} if fields is AuditFilter else {})}
    assert set(fields.__annotations__) == {renamed.get(name, name) for name in names}
