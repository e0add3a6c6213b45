#!/usr/bin/env python3
"""Writes docs/openapi.json: the customer's API and the REST door, for programs and for Schemathesis.

    .venv/bin/python scripts/openapi.py [--check]

A test compares the paths with the routes of the running application, so the two cannot part.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"
Data = dict[str, Any]


def of(kind: str, **more: Any) -> Data:
    return {"type": kind, **more}


def maybe(schema: Data) -> Data:
    return {**schema, "type": [schema["type"], "null"]}


def record(required: list[str], **properties: Data) -> Data:
    return of("object", required=required, properties=properties)


def ref(name: str) -> Data:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT, NUMBER, WHOLE, YES = of("string"), of("number"), of("integer"), of("boolean")
MOMENT = of("number", description="UTC seconds since 1970")
CLIENT_ID = of("string", pattern="^[A-Za-z0-9_.:-]{1,128}$")
LANGUAGE = of("string", enum=["zh", "en"])
WAIT = of(["array", "null"], items=WHOLE, minItems=2, maxItems=2, description="minutes, from and to")
CLOSED = maybe(record(
    ["why", "holiday"], why=of("string", enum=["break", "holiday", "hours"]), holiday=maybe(record(["zh", "en"], zh=TEXT, en=TEXT)),
)) | {"description": "null while the desk is open"}  # fmt: skip
TODAY = record(
    ["spans", "special"], spans=of("array", items=of("array", items=TEXT, minItems=2, maxItems=2)),
    special=of("boolean", description="the week alone would say otherwise"),
)  # fmt: skip

SCHEMAS: Data = {
    "Error": record(
        ["error"], error=record(["code", "message"], code=TEXT, message=TEXT, holder=TEXT)
    ),
    "State": record(
        ["owner", "language", "last_seq", "open", "closed", "next_opening", "people_online", "all_busy", "today", "typing"],
        owner=of("string", enum=["bot", "queue", "agent", "closed"]), language=TEXT, last_seq=WHOLE, open=YES,
        next_opening=maybe(MOMENT), closed=CLOSED, people_online=YES, today=TODAY,
        all_busy=of("boolean", description="somebody is there, and nobody of these has a hand free"), typing=YES, agent=maybe(TEXT), position=WHOLE, wait=WAIT,
        ticket=maybe(TEXT), emergency=of("boolean", description="in the queue because of danger"), token=of("string", description="only when the old one was more than a day old"),
    ),
    "Hours": record(
        ["open", "closed", "next_opening", "people_online", "all_busy", "today"],
        open=YES, closed=CLOSED, next_opening=maybe(MOMENT), people_online=YES, all_busy=YES,
        today=TODAY,
    ),
    "Message": record(
        ["seq", "author", "kind", "text", "at"],
        seq=WHOLE, author=of("string", enum=["customer", "bot", "agent", "system"]),
        kind=of("string", enum=["text", "event"]), text=TEXT,
        html=of("string", description="the bot's Markdown, made safe"),
        buttons=of("array", items=record(["id", "title"], id=TEXT, title=TEXT)), event=maybe(TEXT), ticket=TEXT,
        agent=maybe(TEXT), client_id=maybe(TEXT), safety=YES, at=MOMENT,
    ),
    "Messages": record(["messages", "more"], messages=of("array", items=ref("Message")), more=YES),
    "RestMessages": record(["messages", "more"], messages=of("array", items=ref("RestMessage")), more=YES),
    "Started": record(["conversation", "token"], conversation=ref("State"), token=TEXT),
    "Receipt": record(["seq", "repeated"], seq=WHOLE, repeated=YES),
    "Person": record(
        ["state", "ticket", "position", "wait", "next_opening", "may_wait", "closed"],
        state=of("string", enum=["queued", "with_person", "out_of_hours", "nobody_online"]), ticket=maybe(TEXT),
        position=maybe(WHOLE), wait=WAIT, next_opening=maybe(MOMENT), closed=CLOSED,
        may_wait=of("boolean", description="nobody is there; calling again with `insist` waits in the queue all the same"),
    ),
    "Filed": record(["ticket", "due", "repeated"], ticket=TEXT, due=MOMENT, repeated=YES),
    "RestReplies": of("array", items=record(
        ["recipient_id", "text"], recipient_id=TEXT, text=TEXT,
        buttons=of("array", items=record(["title", "payload"], title=TEXT, payload=TEXT)),
    )),
}  # fmt: skip

PRESSED = of("array", items=record(["title", "payload"], title=TEXT, payload=TEXT))
# The same messages, but a button is pressed by sending its payload.
SCHEMAS["RestMessage"] = record(
    SCHEMAS["Message"]["required"], **{**SCHEMAS["Message"]["properties"], "buttons": PRESSED}
)


def body(required: list[str], **properties: Data) -> Data:
    return {"required": True, "content": {"application/json": {"schema": record(required, **properties)}}}


def query(name: str, schema: Data, required: bool = False) -> Data:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def call(summary: str, good: dict[int, str | None], refusals: list[int], **more: Any) -> Data:
    answers: Data = {}
    for status, name in good.items():
        answer: Data = {"description": "done"}
        if name is not None:
            answer["content"] = {"application/json": {"schema": ref(name)}}
        answers[str(status)] = answer
    for status in [*refusals, 503]:
        answer = {"description": "refused", "content": {"application/json": {"schema": ref("Error")}}}
        if status in (429, 503):
            answer["headers"] = {"Retry-After": {"schema": WHOLE}}
        answers[str(status)] = answer
    return {"summary": summary, **more, "responses": dict(sorted(answers.items()))}


REST: Data = {"security": [{"rest_token": []}]}
AFTER = query("after", of("integer", minimum=0, maximum=2**31 - 1, default=0))
MESSAGE_BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"oneOf": [
        {**record(["text"], text=of("string", minLength=1, maxLength=4000)), "additionalProperties": False},
        {**record(["button"], button=of("string", maxLength=64)), "additionalProperties": False},
    ]}}},
}  # fmt: skip

PATHS: Data = {
    "/api/conversations": {"post": call(
        "Start a conversation, or return the one of the session", {200: "Started", 201: "Started"}, [400, 401, 403, 413, 429],
        security=[{}, {"session": []}, {"bearer": []}],
        requestBody={**body([], language=LANGUAGE, page=of("string", maxLength=512, pattern="^https?://[!-~]+$")), "required": False},
    )},
    "/api/hours": {"get": call("Whether the desk is open, and who is there", {200: "Hours"}, [], security=[])},
    "/api/conversation": {
        "get": call("Where the customer stands", {200: "State"}, [401, 404]),
        "put": call("Choose the language of the conversation", {200: "State"}, [400, 401, 403, 404, 413],
                    requestBody=body(["language"], language=LANGUAGE)),
    },
    "/api/conversation/messages": {"get": call(
        "Messages after a number, oldest first", {200: "Messages"}, [400, 401, 404],
        parameters=[AFTER, query("limit", of("integer", minimum=0, maximum=500, default=200)),
                    query("wait", of("integer", minimum=0, maximum=25, default=0,
                                     description="seconds to wait for a message when there is none yet"))],
    )},
    "/api/conversation/messages/{client_id}": {"put": call(
        "Send a message or press a button; the same id is the same message", {200: "Receipt", 201: "Receipt"},
        [400, 401, 403, 404, 413, 422, 429],
        parameters=[{"name": "client_id", "in": "path", "required": True, "schema": CLIENT_ID}], requestBody=MESSAGE_BODY,
    )},
    "/api/conversation/person": {
        "post": call(
            "Call a person", {200: "Person"}, [400, 401, 403, 404, 413, 429],
            requestBody={**body([], insist=of("boolean", description="wait although nobody is there")), "required": False},
        ),
        "delete": call("Leave the queue", {200: "State"}, [401, 403, 404, 409, 429]),
    },
    "/api/conversation/request": {"post": call(
        "Leave a request; the same id gives the same ticket", {200: "Filed", 201: "Filed"}, [400, 401, 403, 404, 413, 429],
        requestBody=body(["client_id", "contact", "text"], client_id=of("string", minLength=1, maxLength=64),
                         name=of(["string", "null"], maxLength=100),
                         contact=of("string", maxLength=200, description="a phone number or an e-mail address"),
                         text=of("string", minLength=1, maxLength=2000)),
    )},
    "/api/conversation/typing": {"post": call("The customer is typing", {204: None}, [401, 403])},
    "/api/conversation/events": {"get": {
        **call("Server-Sent Events: `message` (id = seq) and `state`; Last-Event-ID wins over `after`", {}, [400, 401, 404],
               parameters=[AFTER, {"name": "Last-Event-ID", "in": "header", "schema": of("integer", minimum=0)}]),
    }},
    "/webhooks/rest/": {"get": call("Is the door there", {200: None}, [], security=[])},
    "/webhooks/rest/webhook": {"post": call(
        "Send a message and wait for the answer (at most 25 s; then X-Supportbot-Pending: true)", {200: "RestReplies"},
        [400, 401, 413, 422, 429], **REST,
        parameters=[{"name": "X-Message-Id", "in": "header", "schema": CLIENT_ID}],
        requestBody=body(["sender", "message"], sender=of("string", minLength=1, maxLength=255),
                         message=of("string", minLength=1, maxLength=4000), message_id=CLIENT_ID,
                         metadata=of("object", properties={"locale": TEXT})),
    )},
    "/webhooks/rest/messages": {"get": call(
        "What was said after a number, by a person for instance", {200: "RestMessages"}, [400, 401, 404], **REST,
        parameters=[query("sender", of("string", minLength=1, maxLength=255), required=True), AFTER],
    )},
}  # fmt: skip


def document() -> Data:
    PATHS["/api/conversation/events"]["get"]["responses"]["200"] = {
        "description": "a stream that ends when the reader leaves",
        "content": {"text/event-stream": {"schema": TEXT}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "supportbot: customers and programs",
            "version": "1",
            "description": "Every refusal is {error: {code, message}}. docs/api.md tells the same in words.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"session": []}, {"bearer": []}],
        "paths": PATHS,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "supportbot_customer"},
                "bearer": {"type": "http", "scheme": "bearer", "description": "the `token` of POST /api/conversations"},
                "rest_token": {"type": "http", "scheme": "bearer", "description": "REST_TOKEN in secrets.env"},
            },
        },
    }


def written() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    if "--check" in sys.argv:
        if FILE.exists() and FILE.read_text("utf-8") == written():
            return 0
        print("docs/openapi.json is old. Run: .venv/bin/python scripts/openapi.py")
        return 1
    FILE.write_text(written(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
