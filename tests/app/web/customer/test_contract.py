"""What is written about the customer's side is true: OpenAPI against routes and answers, texts in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import requests

from bot.web.app import create_app
from tests.app.web.customer.house import PROJECT, House

STATIC = PROJECT / "bot" / "web" / "static"
DOCUMENT = json.loads((PROJECT / "docs" / "openapi.json").read_text("utf-8"))


def test_openapi_is_written_by_its_script() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/openapi.py", "--check"], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_openapi_names_exactly_the_routes_there_are(always_open: House) -> None:
    app = create_app(always_open.settings, name=f"contract-{uuid.uuid4().hex}")
    app.router.finalize()
    real = set()
    for route in app.router.routes:
        path = "/" + re.sub(r"<(\w+)(:\w+)?>", r"{\1}", route.path)
        if path.startswith(("/api/conversation", "/api/hours", "/webhooks/rest")):
            real |= {
                (path.rstrip("/"), method.lower()) for method in route.methods if method not in ("HEAD", "OPTIONS")
            }
    app.ctx.services.store.close()
    written = {(path.rstrip("/"), method) for path, calls in DOCUMENT["paths"].items() for method in calls}
    assert written == real


def fits(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """What about `value` is not as the schema says: types, required and unknown properties, enums."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    is_kind = {
        "object": isinstance(value, dict), "array": isinstance(value, list), "string": isinstance(value, str),
        "null": value is None, "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
    }  # fmt: skip
    if not any(is_kind[kind] for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    wrong = [f"{where}: {value!r} not in {schema['enum']}"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, dict):
        wrong += [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, inner in value.items():
            known = schema["properties"].get(name)
            wrong += fits(inner, known, f"{where}.{name}") if known else [f"{where}.{name} is not in the document"]
    if isinstance(value, list):
        for number, inner in enumerate(value):
            wrong += fits(inner, schema["items"], f"{where}[{number}]")
    return wrong


def test_answers_are_as_openapi_says(own_house: House) -> None:
    from tests.app.web.customer.shop_bot import shop_bot

    own_house.agent()
    own_house.with_bot(shop_bot)
    caller = requests.Session()

    def check(method: str, path: str, template: str | None = None, **more: Any) -> Any:
        answer = caller.request(method, own_house.url + path, timeout=40, **more)
        said = DOCUMENT["paths"][template or path.partition("?")[0]][method.lower()]["responses"]
        assert str(answer.status_code) in said, f"{method} {path}: {answer.status_code}"
        content = said[str(answer.status_code)].get("content")
        if content:
            assert fits(answer.json(), content["application/json"]["schema"], path) == []
        return answer.json() if answer.content else None

    check("GET", "/api/hours")
    check("GET", "/api/conversation")
    check("POST", "/api/conversations", json={"language": "zh"})
    check("POST", "/api/conversations")
    one = "/api/conversation/messages/{client_id}"
    check("PUT", f"/api/conversation/messages/{uuid.uuid4()}", one, json={"text": "退款"})
    check("PUT", f"/api/conversation/messages/{uuid.uuid4()}", one, json={"text": ""})
    check("GET", "/api/conversation/messages?after=1&wait=10")
    check("PUT", "/api/conversation", json={"language": "en"})
    check("POST", "/api/conversation/request", json={"client_id": "1", "contact": "a@b.example", "text": "call me"})
    check("POST", "/api/conversation/person")
    check("POST", "/api/conversation/typing")
    check("GET", "/api/conversation")
    check("DELETE", "/api/conversation/person")
    check("DELETE", "/api/conversation/person")
    check("GET", "/api/conversation/messages")
    headers = {"Authorization": f"Bearer {own_house.settings.rest_token}"}
    check("POST", "/webhooks/rest/webhook", json={"sender": "a", "message": "退款"}, headers=headers)
    check("POST", "/webhooks/rest/webhook", json={"sender": "a"}, headers=headers)
    check("GET", "/webhooks/rest/messages?sender=a", headers=headers)


def test_both_languages_say_the_same_things() -> None:
    texts = {name: json.loads((STATIC / "texts" / f"chat.{name}.json").read_text("utf-8")) for name in ("zh", "en")}
    assert list(texts["zh"]) == list(texts["en"])
    for key, chinese in texts["zh"].items():
        english = texts["en"][key]
        if isinstance(chinese, list):
            assert len(chinese) == len(english) == 6
            continue
        assert set(re.findall(r"\{(\w+)\}", chinese)) == set(re.findall(r"\{(\w+)\}", english)), key
    used = "\n".join(path.read_text("utf-8") for path in (STATIC / "chat").glob("*.js"))
    for key in re.findall(r'\bt\("(\w+)"', used):
        assert key in texts["zh"], f"{key} is used and not written"
    server = (PROJECT / "bot/web/customer_pages.py").read_text("utf-8")
    unused = [key for key in texts["zh"] if f'"{key}"' not in used + server and not key.startswith("status_")]
    assert unused == []


def test_modules_stay_small_and_nothing_comes_from_elsewhere() -> None:
    files: list[Path] = [*(STATIC / "chat").glob("*.js"), STATIC / "widget.js", STATIC / "chat.css"]
    for path in files:
        source = path.read_text("utf-8")
        assert source.count("\n") < 300, path.name
        assert "innerHTML" not in source.replace("never by innerHTML", ""), path.name
        addresses = set(re.findall(r"https?://[\w.]+", source)) - {"http://www.w3.org", "https://your.host"}
        assert not addresses, (path.name, addresses)
