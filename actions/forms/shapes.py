"""The forms: their slots in the order in which they are asked, and what a ticket made of them is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.words import Nature, TicketKind

# "I have no order number" is an answer too.
NONE_GIVEN = "none"


@dataclass(frozen=True)
class Shape:
    """`slots` as in domain.yml; `also` is kept when the customer mentions it, but never asked for."""

    intent: str
    slots: tuple[str, ...]
    details: str
    also: tuple[str, ...]
    kind: TicketKind
    nature: Nature
    subject: Mapping[str, str]


FORMS: dict[str, Shape] = {
    "repair_form": Shape(
        "request_repair",
        ("product", "problem", "address", "phone", "visit_when", "confirmed"),
        "problem",
        ("name", "product_id", "serial_number", "order_number", "email"),
        TicketKind.REPAIR,
        Nature.FAULT,
        {"zh": "上门维修：{product}，{problem}", "en": "Repair visit: {product}, {problem}"},
    ),
    "return_form": Shape(
        "request_return",
        ("order_number", "return_kind", "return_reason", "phone", "confirmed"),
        "return_reason",
        ("name", "product", "product_id", "address", "email"),
        TicketKind.RETURN,
        Nature.REQUEST,
        {"zh": "{kind}：订单 {order}，{return_reason}", "en": "{kind}: order {order}, {return_reason}"},
    ),
    "complaint_form": Shape(
        "make_complaint",
        ("complaint_details", "order_number", "phone", "confirmed"),
        "complaint_details",
        ("name", "product", "product_id", "email"),
        TicketKind.COMPLAINT,
        Nature.COMPLAINT,
        {"zh": "投诉：{complaint_details}", "en": "Complaint: {complaint_details}"},
    ),
    "request_form": Shape(
        "leave_request",
        ("request_details", "contact"),
        "request_details",
        ("name", "order_number"),
        TicketKind.REQUEST,
        Nature.REQUEST,
        {"zh": "留言：{request_details}", "en": "Message: {request_details}"},
    ),
}

# What is being done, in a sentence of ours: "Let me set the repair visit aside".
MATTERS: dict[str, dict[str, str]] = {
    "repair_form": {"zh": "报修", "en": "repair visit"},
    "return_form": {"zh": "退换货", "en": "return"},
    "complaint_form": {"zh": "投诉登记", "en": "complaint"},
    "request_form": {"zh": "留言", "en": "message"},
}

FREE_TEXT = frozenset({"problem", "address", "return_reason", "complaint_details", "request_details"})
# Forms in which a slot may stay unknown.
OPTIONAL = frozenset({("complaint_form", "order_number")})

RETURN_KINDS: dict[str, dict[str, str]] = {
    "return": {"zh": "退货退款", "en": "Return and refund"},
    "exchange": {"zh": "换货", "en": "Exchange"},
}

# How customers and buttons call a slot when it has to be changed.
FIELDS: dict[str, dict[str, str]] = {
    "product": {"zh": "产品", "en": "Product"},
    "problem": {"zh": "故障", "en": "Problem"},
    "address": {"zh": "地址", "en": "Address"},
    "phone": {"zh": "电话", "en": "Phone"},
    "visit_when": {"zh": "上门时间", "en": "Time of the visit"},
    "order_number": {"zh": "订单号", "en": "Order number"},
    "return_kind": {"zh": "退货还是换货", "en": "Return or exchange"},
    "return_reason": {"zh": "原因", "en": "Reason"},
    "complaint_details": {"zh": "事情经过", "en": "What happened"},
}


def facts(form: str | None, slots: Mapping[str, Any]) -> dict[str, Any]:
    """What the form knows, for tickets and agents: only what was given."""
    shape = FORMS.get(form or "")
    if shape is None:
        return {}
    names = [name for name in (*shape.slots, *shape.also) if name != "confirmed"]
    return {name: slots[name] for name in names if slots.get(name) not in (None, "", NONE_GIVEN)}
