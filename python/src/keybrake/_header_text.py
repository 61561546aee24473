"""Text that goes into a header. Judged here, because what an HTTP library says of a wrong one repeats it, a credential too."""

import re

VISIBLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def header_text(text: str, what: str) -> str:
    """`text` itself. Raises `ValueError`, which does not repeat it, where no header can carry it as it is."""
    if VISIBLE.fullmatch(text) is None:
        raise ValueError(f"{what} must be visible ASCII characters, with no space or line break at either end")
    return text
