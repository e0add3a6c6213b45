"""Ticket numbers: T-10001, t10001, 工单10001, ticket no. 10001."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.engine.extract.found import Found

# Four digits after a bare T are a model (T1000); our numbers have five or more.
_PLAIN = r"(?<![A-Za-z0-9\-])T[ \-_#]?(?P<plain>[0-9]{5,8})"
_CALLED = (
    r"(?:(?:工单|工單|报修单|維修單|维修单|服务单|投诉单)(?:编号|号码|号|號)?(?:是|为|:|#|\s)*"
    r"|\b(?:ticket|case|request)(?: id| number| no\.?| num)?(?: is|:|#|\s)*)"
    r"(?P<named>(?:T[ \-_]?)?(?P<digits>[0-9]{5,8}))"
)
_AFTER = r"(?<![A-Za-z0-9\-])(?P<after>[0-9]{5,8})(?=号工单|号工單|号报修单)"
_TICKET = re.compile(rf"(?:{_PLAIN}|{_CALLED}|{_AFTER})(?![0-9A-Za-z])(?!-[0-9])", re.IGNORECASE)


def find_ticket_numbers(text: str) -> Iterator[Found]:
    for match in _TICKET.finditer(text):
        digits = match["plain"] or match["digits"] or match["after"]
        start, end = match.span("named") if match["named"] else match.span()
        yield Found("ticket_number", f"T-{digits}", start, end)
