"""How slow tests are marked."""

import support  # noqa: F401  (finds the sampler)


def pytest_configure(config):
    config.addinivalue_line("markers", "stress: long runs (deselect with -m 'not stress')")
