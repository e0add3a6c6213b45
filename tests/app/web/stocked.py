"""A house with three articles that the gate can tell apart."""

from __future__ import annotations

import time

from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import House


def stocked(house: House) -> House:
    """Emptied of what the test before left, then filled."""
    house.empty()
    import_articles(house.store, [REFUND, INVOICE, DELIVERY], "test", "", True, time.time())
    return house
