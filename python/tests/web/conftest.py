"""Whose line of the matrix each test is."""

import pytest
from cells import Framework, noting


def framework_of(item: pytest.Item) -> Framework:
    """From the server that the test is run on."""
    name = str(item.callspec.params["web"]) if isinstance(item, pytest.Function) else ""
    package = name.partition(",")[0]
    return Framework(package.capitalize(), package)


pytest_runtest_makereport = noting(framework_of)
