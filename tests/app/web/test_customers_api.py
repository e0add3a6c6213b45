"""The customer beside the conversation over HTTP: rights, refusals, and the files that an export gives."""

from __future__ import annotations

import re

import requests

from tests.app.web.desk_house import House
from tests.app.web.test_desk_api import house, standing  # noqa: F401


def test_rights(house: House) -> None:  # noqa: F811
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    house.user("ed", "编辑", "editor")
    editor, boss = house.sign_in("ed"), house.agent("boss", "陈主管", "manager")
    held, other = house.waiting("我的"), house.waiting("别人的")
    wang.claim(held)
    here = f"/conversations/{held}"
    for person, sees, edits, exports, joins in (
        (wang, 200, 200, 200, 403), (li, 200, 409, 403, 403), (boss, 200, 200, 200, 201), (editor, 403, 403, 403, 403),
    ):  # fmt: skip
        assert person.get(f"{here}/customer").status_code == sees
        assert person.put(f"{here}/contact", {"name": "王芳"}).status_code == edits
        assert person.get(f"{here}/export").status_code == exports
        assert person.get(f"{here}/same/{other}").status_code == (200 if joins == 201 else 403)
        assert person.post(f"{here}/same/{other}", {"why": "已核对"}).status_code == joins
    (link,) = boss.get(f"{here}/customer").json()["links"]
    for person, status in ((wang, 403), (editor, 403), (boss, 200), (boss, 409)):
        assert person.post(f"/customers/links/{link['id']}/undo", {"why": "看错"}).status_code == status
    nobody = requests.get(f"{house.url}/api/desk{here}/export", timeout=20)
    assert nobody.status_code == 401
    for path in ("/conversations/nobody/customer", "/conversations/nobody/export", f"{here}/same/nobody"):
        assert boss.get(path).status_code == 404
    assert boss.post("/customers/links/99999999999/undo", {"why": "x"}).status_code == 404
    assert boss.get(f"{here}/export", format="exe").status_code == 400


def test_refusals_in_chinese(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    held = house.waiting()
    wang.claim(held)
    wang.http.headers["Accept-Language"] = "zh"
    wrong = wang.put(f"/conversations/{held}/contact", {"phone": "12"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "bad_phone")
    assert wrong.json()["error"]["message"].startswith("这不是电话号码")


def test_the_files(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    held = house.waiting("<script>alert(1)</script> & 我的电话13912345678")
    wang.claim(held)
    wang.put(f"/conversations/{held}/contact", {"name": "<img src=x onerror=alert(2)>"})
    wang.reply(held, "给同事看", note=True)
    given = wang.get(f"/conversations/{held}/export", format="json", notes="1")
    assert re.fullmatch(
        r'attachment; filename="conversation-[A-Za-z0-9_-]+-\d{8}-\d{4}\.json"', given.headers["Content-Disposition"]
    )
    assert given.headers["Content-Type"] == "application/json" and given.headers["Cache-Control"] == "no-store"
    found = given.json()
    assert found["messages"][0]["text"] == "<script>alert(1)</script> & 我的电话13912345678"
    assert "给同事看" in given.text
    page = wang.get(f"/conversations/{held}/export", format="html", lang="en", mask="1")
    assert page.headers["Content-Disposition"].endswith('.html"') and page.headers["Content-Disposition"].isascii()
    page.encoding = "utf-8"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page.text
    assert "<script" not in page.text and "<img" not in page.text
    assert "13912345678" not in page.text and "给同事看" not in page.text
    assert "Exported by 王敏" in page.text and "[电话]" in page.text
