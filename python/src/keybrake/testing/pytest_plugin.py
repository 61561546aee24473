"""The fixture `fake_keybrake`, wherever pytest finds this package installed."""

from collections.abc import Iterator

import pytest

from keybrake.testing._fake import FakeKeybrake


@pytest.fixture
def fake_keybrake() -> Iterator[FakeKeybrake]:
    """A `keybrake.testing.FakeKeybrake` that listens on a loopback port until the test ends."""
    with FakeKeybrake() as fake:
        yield fake
