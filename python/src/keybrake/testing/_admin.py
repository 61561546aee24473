"""The admin API of the fake."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from keybrake.testing._budget import CAP_FIELDS, FakeBudget, caps_of
from keybrake.testing._http import FakeRequest, FakeResponse
from keybrake.testing._state import KEY_DEFAULTS, NOT_MODELLED, FakeKey, State

ALIASES = {
    "usd_cap": "total_usd_cap",
    "run_usd_cap": "total_usd_cap",
    "ttl": "expires_in",
    "ttl_seconds": "expires_in",
    "agent_run_label": "run",
    "agent_run_id": "run",
}
ISSUE_FIELDS = (*KEY_DEFAULTS, *CAP_FIELDS.values(), "expires_in", "expires_at", "budgets")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class _Problem(Exception):
    """The admin API says no."""

    def __init__(self, status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors = status, code, detail, errors


Route = Callable[[FakeRequest, str], FakeResponse]


class FakeAdmin:
    """Keys, runs, named budgets, the brake, audit and spend."""

    def __init__(self, state: State, api_key: str, url: Callable[[], str]) -> None:
        self._state, self._api_key, self._url = state, api_key, url
        self._routes: Mapping[str, Route] = {
            "POST /vault/keys": self._issue,
            "GET /vault/keys": self._list_keys,
            "POST /vault/keys/revoke": self._revoke_where,
            "GET /vault/keys/{id}": self._read_key,
            "DELETE /vault/keys/{id}": self._revoke,
            "POST /vault/budgets": self._create_budget,
            "GET /vault/brake": self._read_brake,
            "PUT /vault/brake": self._set_brake,
            "GET /vault/audit": self._audit,
            "GET /vault/spend": self._spend,
        }

    def answer(self, request: FakeRequest) -> FakeResponse:
        try:
            self._authenticate(request)
            route, argument = self._route(request)
            return route(request, argument)
        except _Problem as problem:
            value = {"type": "about:blank", "title": problem.code, "status": problem.status, "code": problem.code}
            errors = {} if problem.errors is None else {"errors": problem.errors}
            return FakeResponse(problem.status, {**value, "detail": problem.detail, **errors})

    def _authenticate(self, request: FakeRequest) -> None:
        if request.headers.get("authorization") != f"Bearer {self._api_key}":
            raise _Problem(401, "unauthenticated", "an admin credential is needed")

    def _route(self, request: FakeRequest) -> tuple[Route, str]:
        exact = self._routes.get(f"{request.method} {request.path}")
        if exact is not None:
            return exact, ""
        folder, _, last = request.path.rpartition("/")
        by_id = self._routes.get(f"{request.method} {folder}/{{id}}")
        if by_id is not None:
            return by_id, last
        raise _Problem(501, "not_modelled", f"the fake does not know {request.method} {request.path}")

    def _issue(self, request: FakeRequest, _: str) -> FakeResponse:
        given = {ALIASES.get(name, name): value for name, value in request.json().items()}
        name = request.headers.get("idempotency-key")
        if name in self._state.idempotent:
            before, key = self._state.idempotent[name]
            if before != given:
                raise _Problem(409, "idempotency_mismatch", "this Idempotency-Key was used with another body")
            return self._issued(key)
        key = self._new_key(given)
        if name is not None:
            self._state.idempotent[name] = (given, key)
        return self._issued(key)

    def _issued(self, key: FakeKey) -> FakeResponse:
        now = self._state.now()
        secret = key.secret if key.status(now) in ("active", "exhausted") else None
        return FakeResponse(201, {**key.info(now), "vault_key": secret, "token": secret})

    def _new_key(self, given: dict[str, Any]) -> FakeKey:
        now = self._state.now()
        errors = _wrong_fields(given)
        if errors:
            listed = "; ".join(f"{one['pointer']}: {one['message']}" for one in errors)
            raise _Problem(422, "invalid_request", listed, errors)
        unknown = [name for name in NOT_MODELLED if name in given]
        if unknown:
            raise _Problem(501, "not_modelled", f"the fake does not know what {', '.join(unknown)} does")
        connection = given.get("connection") or given.get("vendor")
        fields = {
            **KEY_DEFAULTS,
            "budgets": [],
            **given,
            "connection": connection,
            "vendor": given.get("vendor", connection),
        }
        fields["label"] = given.get("label", fields["run"])
        shared = [self._budget(name) for name in fields["budgets"]]
        run = self._run(fields, now)
        key_id = self._state.new_id("key")
        own = FakeBudget(f"key:{key_id}", "key", now, caps_of(given))
        key = FakeKey(
            key_id,
            f"vault_key_{secrets.token_urlsafe(32)}",
            fields,
            f"{self._url()}/{connection}",
            now,
            _expiry(given, now),
            own,
            [own, *([] if run is None else [run]), *shared],
        )
        self._state.keys[key_id] = key
        return key

    def _run(self, fields: dict[str, Any], now: datetime) -> FakeBudget | None:
        name = fields["run"]
        if name is None or fields["run_budget"] == "none":
            return None
        caps = caps_of(fields)
        run = self._state.runs.setdefault(name, FakeBudget(f"run:{name}", "run", now, caps))
        if run.closed:
            raise _Problem(409, "run_closed", f"the run {name} is closed")
        if run.caps != caps:
            raise _Problem(409, "run_cap_mismatch", f"the run {name} was created with other caps")
        return run

    def _budget(self, name: str) -> FakeBudget:
        budget = self._state.named.get(name)
        if budget is None:
            message = f"there is no budget {name}"
            raise _Problem(422, "invalid_request", message, [{"pointer": "/budgets/0", "message": message}])
        return budget

    def _key(self, key_id: str) -> FakeKey:
        key = self._state.keys.get(key_id)
        if key is None:
            raise _Problem(404, "not_found", f"there is no key {key_id}")
        return key

    def _read_key(self, _: FakeRequest, key_id: str) -> FakeResponse:
        return FakeResponse(200, self._key(key_id).info(self._state.now()))

    def _list_keys(self, request: FakeRequest, _: str) -> FakeResponse:
        now, wanted = self._state.now(), _filters(request)
        infos = [key.info(now) for key in self._state.newest_keys()]
        return _page([one for one in infos if all(one[name] == value for name, value in wanted.items())])

    def _revoke(self, request: FakeRequest, key_id: str) -> FakeResponse:
        key = self._key(key_id)
        self._state.revoke(key, request.json().get("reason"))
        return FakeResponse(200, key.info(self._state.now()))

    def _revoke_where(self, request: FakeRequest, _: str) -> FakeResponse:
        given = {ALIASES.get(name, name): value for name, value in request.json().items()}
        reason = given.pop("reason", None)
        if len(given) != 1:
            raise _Problem(
                422, "invalid_request", "exactly one filter", [{"pointer": "", "message": "exactly one filter"}]
            )
        ((name, value),) = given.items()
        hit = [key for key in self._state.keys.values() if key.revoked_at is None and _is_meant(key, name, value)]
        for key in hit:
            self._state.revoke(key, reason)
        if name == "run" and value in self._state.runs:
            self._state.runs[value].closed = True
        return FakeResponse(200, {"revoked": len(hit), "key_ids": [key.id for key in hit]})

    def _create_budget(self, request: FakeRequest, _: str) -> FakeResponse:
        given = {ALIASES.get(name, name): value for name, value in request.json().items()}
        name, now = given["name"], self._state.now()
        if name in self._state.named:
            raise _Problem(409, "name_taken", f"the name {name} is in use")
        budget = self._state.named[name] = FakeBudget(name, "named", now, caps_of(given))
        nothing: dict[str, Any] = dict.fromkeys(("timezone", "connection", "principal", "closed_at", "ended_at"))
        caps = {cap: budget.caps.get(window) for window, cap in CAP_FIELDS.items()}
        about = {
            "id": self._state.new_id("bud"),
            "name": name,
            "kind": "named",
            "daily_reset": "anchor",
            "created_at": now,
        }
        counted = {"live_keys": 0, "open_holds": 0, "budgets": budget.lines(now)}
        return FakeResponse(201, {**about, **nothing, **caps, **counted})

    def _read_brake(self, _: FakeRequest, __: str) -> FakeResponse:
        nothing: dict[str, Any] = {"vendors": [], "changed_at": None, "changed_by": None}
        return FakeResponse(200, {**nothing, **self._state.brake})

    def _set_brake(self, request: FakeRequest, _: str) -> FakeResponse:
        self._state.brake = {"vendor": None, "reason": None, **request.json()}
        return self._read_brake(request, _)

    def _audit(self, request: FakeRequest, _: str) -> FakeResponse:
        wanted = {name: value for name, value in _filters(request).items() if name != "kind"}
        rows = [row for row in reversed(self._state.rows) if _matches(row, wanted)]
        return _page(rows)

    def _spend(self, request: FakeRequest, _: str) -> FakeResponse:
        by = request.query.get("by", "label")
        column = {"label": "key_label", "key": "key_id"}.get(by, by)
        groups: dict[str, dict[str, Any]] = {}
        for row in self._state.rows:
            if row["decision"] != "allowed":
                continue
            name = row[column] or ""
            group = groups.setdefault(name, {"group": name, "bucket": None, "calls": 0, "spent_usd": Decimal(0)})
            group["calls"] += 1
            group["spent_usd"] += row["cost_usd"]
        data = [{**one, "held_usd": 0} for one in groups.values()]
        return FakeResponse(200, {"by": by, "per": None, "zone": "UTC", "data": data, "rest": [], "total": None})


def _wrong_fields(given: dict[str, Any]) -> list[dict[str, str]]:
    wrong = {
        **{name: "is not a known field" for name in given if name not in ISSUE_FIELDS},
        **{name: "must not be negative" for name in CAP_FIELDS.values() if _amount(given.get(name, 0)) < 0},
    }
    if not given.get("allowed_endpoints"):
        wrong["allowed_endpoints"] = "is required"
    if not given.get("vendor") and not given.get("connection"):
        wrong["vendor"] = "or connection is required"
    if "expires_in" in given and _seconds(given["expires_in"]) is None:
        wrong["expires_in"] = "must be a duration such as 30m, or whole seconds"
    if not caps_of(given) and not given.get("budgets") and not given.get("uncapped"):
        wrong["total_usd_cap"] = "is required, or another cap"
    return [{"pointer": f"/{name}", "message": message} for name, message in wrong.items()]


def _amount(value: object) -> Decimal:
    return Decimal(str(value))


def _seconds(value: object) -> int | None:
    if isinstance(value, int):
        return value if value > 0 else None
    found = re.fullmatch(r"([1-9][0-9]*)([smhdw])", str(value))
    return None if found is None else int(found[1]) * UNITS[found[2]]


def _expiry(given: dict[str, Any], now: datetime) -> datetime:
    if "expires_at" in given:
        return datetime.fromisoformat(str(given["expires_at"]).replace("Z", "+00:00"))
    return now + timedelta(seconds=_seconds(given.get("expires_in", "1h")) or 0)


def _filters(request: FakeRequest) -> dict[str, str]:
    return {name: value for name, value in request.query.items() if name not in ("limit", "cursor")}


def _is_meant(key: FakeKey, name: str, value: str) -> bool:
    if name == "vault_key":
        return key.secret == value
    if name == "label_prefix":
        return str(key.fields["label"] or "").startswith(value)
    if name == "key_id":
        return key.id == value
    if name == "budget":
        return value in key.fields["budgets"]
    return bool(key.fields[name] == value)


def _matches(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    tags = {name[4:]: value for name, value in wanted.items() if name.startswith("tag.")}
    plain = {name: value for name, value in wanted.items() if not name.startswith("tag.")}
    unknown = [name for name in plain if name not in row and name not in ("label", "label_prefix")]
    if unknown:
        raise _Problem(501, "not_modelled", f"the fake does not know the filter {unknown[0]}")
    column = {"label": "key_label"}
    prefix = plain.pop("label_prefix", "")
    return (
        str(row["key_label"] or "").startswith(prefix)
        and all(str(row[column.get(name, name)]) == value for name, value in plain.items())
        and all(row["tags"].get(name) == value for name, value in tags.items())
    )


def _page(rows: list[dict[str, Any]]) -> FakeResponse:
    return FakeResponse(200, {"data": rows, "next_cursor": None})
