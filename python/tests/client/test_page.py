"""The programs of docs/clients/python.md print what the page says."""

import re
from pathlib import Path

import pytest
from world import ADMIN_KEY, Product

PAGE = (Path(__file__).parents[3] / "docs" / "clients" / "python.md").read_text()
PROGRAMS = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.M | re.S)


def test_every_program_says_what_it_prints() -> None:
    assert len(PROGRAMS) == PAGE.count("```python\n")


@pytest.mark.parametrize(("program", "printed"), PROGRAMS, ids=range(len(PROGRAMS)))
def test_program(
    product: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], program: str, printed: str
) -> None:
    monkeypatch.setenv("KEYBRAKE_URL", product.url)
    monkeypatch.setenv("KEYBRAKE_API_KEY", ADMIN_KEY)
    exec(compile(program, "docs/clients/python.md", "exec"), {"__name__": "page"})
    lines = zip(capsys.readouterr().out.splitlines(), printed.splitlines(), strict=True)
    # An ellipsis on the page stands for what differs from run to run.
    assert [out for out, page in lines if not re.fullmatch(re.escape(page).replace("…", ".+"), out)] == []
