"""The shell of the knowledge editors' page, and an answer as the customer will see it."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.knowledge.checks import LONGEST_ANSWER
from bot.web.app import problem
from bot.web.body import json_object
from bot.web.desk_pages import refused, shell, to_sign_in
from bot.web.knowledge_access import editor
from bot.web.markdown import safe_html
from bot.web.sign_in import comes_from_here, signed_in

knowledge_pages = Blueprint("knowledge_pages")


@knowledge_pages.get("/knowledge")
async def knowledge_page(request: Request) -> HTTPResponse:
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    if Right.READ not in editor(request, who).rights:
        return refused(request, "no_knowledge", who)
    page = shell(request, "knowledge")
    page.headers["Cache-Control"] = "no-store"
    return page


@knowledge_pages.post("/knowledge/preview")
async def preview(request: Request) -> HTTPResponse:
    """The same HTML that the customer's page gets. A second Markdown reader in the browser would differ one day."""
    if not comes_from_here(request):
        return problem(403, "foreign_origin", "This call must come from the knowledge page.")
    who = await signed_in(request)
    if who is None:
        return problem(401, "signed_out", "Please sign in.")
    if Right.READ not in editor(request, who).rights:
        return problem(403, "not_allowed", "Your account has no access to the knowledge page.")
    answer = json_object(request).get("answer")
    if not isinstance(answer, str) or len(answer) > 2 * LONGEST_ANSWER:
        return problem(
            400,
            "bad_answer",
            Sentence("`answer` must be a text of at most {longest} characters.", longest=2 * LONGEST_ANSWER),
        )
    return json({"html": safe_html(answer)}, headers={"Cache-Control": "no-store"})
