"""The version of this package, as pyproject.toml has it; a test compares."""

__version__ = "0.1.0"
