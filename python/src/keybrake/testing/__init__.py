"""Keybrake in memory, for tests of programs that use it. `pytest` finds the fixture `fake_keybrake` by itself."""

from keybrake.testing._fake import FakeKeybrake
from keybrake.testing._vendors import OPERATIONS, PRICES

__all__ = ["OPERATIONS", "PRICES", "FakeKeybrake"]
