"""The programs in the docs' pages."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
CLIENTS = REPOSITORY / "docs" / "clients"


def programs(page: str) -> dict[str, str]:
    """The text of each block that names a file, by that name: ```` ```python examples/…/billing.py ````."""
    found = re.findall(r"^```python (\S+)\n(.*?)^```$", (CLIENTS / page).read_text(), flags=re.DOTALL | re.MULTILINE)
    return dict(found)


def its_test(page: str) -> str:
    """The block with the page's test."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (CLIENTS / page).read_text(), flags=re.DOTALL | re.MULTILINE)
    [block] = [block for block in blocks if "\ndef test_" in block]
    return block
