"""Every call of the admin API that the clients make: arguments in, a `Call` out."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlencode

from pydantic import BaseModel, SecretStr, TypeAdapter
from typing_extensions import Unpack

from keybrake import _models as m
from keybrake._call import Call
from keybrake._fields import (
    AuditFilter,
    BudgetFields,
    ChangeKeyFields,
    KeyFilter,
    RevokeFilter,
    SpendFilter,
)
from keybrake._header_text import header_text
from keybrake._json import dumps, loads

Model = TypeVar("Model", bound=BaseModel)
Row = TypeVar("Row")

PAGE = "1000"
_audit_page: TypeAdapter[m.Page[m.AuditRow]] = TypeAdapter(m.Page[m.AuditRow])


class Issued(BaseModel):
    """The answer to an issue, taken apart."""

    info: m.KeyInfo
    secret: SecretStr | None
    """None where the idempotency key was used before and that key has ended."""


def issue(fields: Mapping[str, Any], idempotency_key: str | None) -> Call[Issued]:
    """The client makes an idempotency key where none is given, so that an issue whose answer was lost is sent again.

    An empty one is refused: a program that lost its job's name must not get a new budget with every attempt.
    """
    name = f"py-{uuid.uuid4().hex}" if idempotency_key is None else header_text(idempotency_key, "idempotency_key")
    headers = {"idempotency-key": name}
    return Call("POST", "/vault/keys", _issued, dumps(fields), headers, repeatable=True)


def read_key(key_id: str) -> Call[m.KeyInfo]:
    return _get(f"/vault/keys/{_segment(key_id)}", m.KeyInfo)


def list_keys(filters: KeyFilter, cursor: str | None) -> Call[m.Page[m.KeyInfo]]:
    return _get("/vault/keys", m.Page[m.KeyInfo], _paged(filters, cursor))


def change_key(key_id: str, **fields: Unpack[ChangeKeyFields]) -> Call[m.KeyInfo]:
    return Call("PATCH", f"/vault/keys/{_segment(key_id)}", _reader(m.KeyInfo), dumps(fields))


def revoke(key_id: str, reason: str | None) -> Call[m.KeyInfo]:
    """Idempotent by contract, so it is sent again when no answer came."""
    body = None if reason is None else dumps({"reason": reason})
    return Call("DELETE", f"/vault/keys/{_segment(key_id)}", _reader(m.KeyInfo), body, repeatable=True)


def revoke_where(reason: str | None, **which: Unpack[RevokeFilter]) -> Call[m.Revoked]:
    fields = {**which, **({} if reason is None else {"reason": reason})}
    return Call("POST", "/vault/keys/revoke", _reader(m.Revoked), dumps(fields))


def reach(**which: Unpack[RevokeFilter]) -> Call[m.Reach]:
    body = dumps({**which, "dry_run": True})
    return Call("POST", "/vault/keys/revoke", _reader(m.Reach), body, repeatable=True)


def create_budget(name: str, **fields: Unpack[BudgetFields]) -> Call[m.Budget]:
    return Call("POST", "/vault/budgets", _reader(m.Budget), dumps({"name": name, **fields}))


def read_budget(id_or_name: str) -> Call[m.Budget]:
    return _get(f"/vault/budgets/{_segment(id_or_name)}", m.Budget)


def list_budgets(cursor: str | None) -> Call[m.Page[m.Budget]]:
    return _get("/vault/budgets", m.Page[m.Budget], _paged({}, cursor))


def spend(filters: SpendFilter) -> Call[m.SpendReport]:
    return _get("/vault/spend", m.SpendReport, _query(filters))


def audit(kind: str, filters: AuditFilter, cursor: str | None) -> Call[m.Page[m.AuditRow]]:
    query = _paged({**filters, "kind": kind}, cursor)
    return Call("GET", f"/vault/audit{query}", _audit_page.validate_python, repeatable=True)


def read_call(call_id: str) -> Call[m.CallRow]:
    return _get(f"/vault/audit/{_segment(call_id)}", m.CallRow)


def read_brake() -> Call[m.Brake]:
    return _get("/vault/brake", m.Brake)


def set_brake(engaged: bool, reason: str | None, vendor: str | None) -> Call[m.Brake]:
    fields = {"engaged": engaged, "reason": reason, "vendor": vendor}
    body = dumps({name: value for name, value in fields.items() if value is not None})
    return Call("PUT", "/vault/brake", _reader(m.Brake), body)


def _issued(answer: object) -> Issued:
    if not isinstance(answer, dict):
        raise ValueError("no object")  # noqa: TRY004 - an answer that can't be read, whatever it is
    secret = answer.get("vault_key")
    return Issued(info=m.KeyInfo.model_validate(answer), secret=None if secret is None else SecretStr(secret))


def _get(path: str, model: type[Model], query: str = "") -> Call[Model]:
    return Call("GET", f"{path}{query}", _reader(model), repeatable=True)


def _reader(model: type[Model]) -> Callable[[object], Model]:
    return model.model_validate


def _segment(text: str) -> str:
    if text in ("", ".", ".."):
        raise ValueError(f"{text!r} is no id")
    return quote(text, safe="")


def _paged(filters: Mapping[str, Any], cursor: str | None) -> str:
    return _query({**filters, "limit": PAGE, **({} if cursor is None else {"cursor": cursor})})


NAMES = {"since": "from", "until": "to"}
"""`from` is a word of the language."""


def _query(filters: Mapping[str, Any]) -> str:
    """Values in the form of a request body (times with a zone, exact amounts), then as text."""
    plain = cast("dict[str, Any]", loads(dumps(filters)))
    tags = plain.pop("tags", None) or {}
    pairs = [(NAMES.get(name, name), value) for name, value in plain.items() if value is not None]
    pairs += [(f"tag.{name}", value) for name, value in tags.items()]
    return f"?{urlencode(pairs)}" if pairs else ""
