"""The worker's tests use the small shop of the use cases."""

from __future__ import annotations

from tests.app.usecases.conftest import rules  # noqa: F401
