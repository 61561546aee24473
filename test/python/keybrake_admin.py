"""The admin API as the tests use it."""

import httpx


class Admin:
    """One operator. Every method raises `httpx.HTTPStatusError` unless the answer is a 2xx."""

    def __init__(self, url: str, credential: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {credential}"}, timeout=30)

    def issue(self, **fields: object) -> dict:
        body = {"vendor": "stripe", "allowed_endpoints": ["*"], "expires_in": "30m", **fields}
        return self._answer("POST", "/vault/keys", json=body)

    def keys(self, **filters: str) -> list[dict]:
        return self._pages("/vault/keys", filters)

    def revoke(self, key_id: str) -> dict:
        return self._answer("DELETE", f"/vault/keys/{key_id}")

    def audit(self, **filters: str) -> list[dict]:
        """Every row that matches, newest first."""
        return self._pages("/vault/audit", filters)

    def run_budget(self, run: str) -> dict:
        """The live spend of a run's budget, as any of its keys shows it."""
        key = self._answer("GET", f"/vault/keys/{self.keys(run=run)[0]['id']}")
        return next(budget for budget in key["budgets"] if budget["budget"] == f"run:{run}")

    def brake(self, engaged: bool, reason: str) -> dict:
        return self._answer("PUT", "/vault/brake", json={"engaged": engaged, "reason": reason})

    def close(self) -> None:
        self._http.close()

    def _pages(self, path: str, filters: dict[str, str]) -> list[dict]:
        rows: list[dict] = []
        cursor: str | None = None
        while True:
            page = self._answer("GET", path, params={**filters, "limit": "1000", **({"cursor": cursor} if cursor else {})})
            rows += page["data"]
            cursor = page["next_cursor"]
            if cursor is None:
                return rows

    def _answer(self, method: str, path: str, **request: object) -> dict:
        answer = self._http.request(method, path, **request)
        if answer.is_error:
            raise httpx.HTTPStatusError(f"{method} {path}: {answer.text}", request=answer.request, response=answer)
        return answer.json()


def calls_weighted(rows: list[dict]) -> int:
    """How many calls the rows stand for: repeated refusals may share one row, which then has their `count`."""
    return sum(row.get("count") or 1 for row in rows)
