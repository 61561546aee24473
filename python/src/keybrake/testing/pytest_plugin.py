"""The fixture `fake_keybrake`, wherever pytest finds this package installed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from keybrake.testing import FakeKeybrake


@pytest.fixture
def fake_keybrake() -> "Iterator[FakeKeybrake]":
    """A `keybrake.testing.FakeKeybrake` that listens on a loopback port until the test ends."""
    # Imported here: pytest loads every plugin at every start, and this one should cost nothing then.
    from keybrake.testing import FakeKeybrake

    with FakeKeybrake() as fake:
        yield fake
