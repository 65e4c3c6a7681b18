"""How slow tests are marked, and that the sampler is found before a test file asks for it."""

import support  # noqa: F401


def pytest_configure(config):
    config.addinivalue_line("markers", "stress: long runs (deselect with -m 'not stress')")
