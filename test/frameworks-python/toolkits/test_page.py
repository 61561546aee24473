"""docs/clients/agents-python.md shows what is run: the answer of a tool, and no program that no test runs."""

import json
import re

from conftest import HERE, PAGE, program
from keybrake import VaultKey


def test_the_answer_that_the_page_shows_is_what_a_tool_gives(key: VaultKey, customer: str) -> None:
    charge = program("Any framework")["charging_tool"](key)
    [*_, refused] = [charge(customer, 2999) for _ in range(3)]
    found = re.search(r"^```json\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert found is not None
    shown, told = json.loads(found[1]), json.loads(json.dumps(refused))
    assert list(told) == list(shown)
    # What differs from one call to the next stands as a … on the page.
    for name in ("message", "call_id"):
        assert re.fullmatch(".+".join(map(re.escape, shown[name].split("…"))), told[name]), told[name]
        told[name] = shown[name]
    assert told == shown


def test_every_program_of_the_page_is_run_by_a_test() -> None:
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.M)
    shown = {section.partition("\n")[0] for section in sections if "\n```python\n" in section}
    assert sum(section.count("\n```python\n") for section in sections) == len(shown), "the first of a section is run"
    tests = "".join(file.read_text() for file in HERE.glob("*/test_*.py"))
    assert set(re.findall(r'\b(?:program|block)\("([^"]+)"\)', tests)) == shown
