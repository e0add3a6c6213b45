"""The ZIP of YAML files that the page exports comes in again; what is no such ZIP is refused in words."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.knowledge.articles import Article, ArticleError, as_csv, as_yaml, read_bytes, read_files
from bot.knowledge.bundle import MOST_FILES

ARTICLES = [
    Article("a", "zh", "orders", "怎么下单？", ("在哪买",), "点**购买**。"),
    Article("b", "en", "returns", "How do I return it?", (), "Here."),
]


def zipped(files: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def refused(data: bytes, name: str = "knowledge.zip") -> str:
    with pytest.raises(ArticleError) as found:
        read_bytes(name, data)
    return str(found.value)


@pytest.mark.parametrize("format", ["auto", "yaml"])
def test_what_went_out_as_a_zip_comes_in_again(format: str) -> None:
    assert read_bytes("knowledge.zip", zipped(as_yaml(ARTICLES)), format) == ARTICLES
    inside = {f"folder/{name}": content for name, content in as_yaml(ARTICLES).items()}
    assert read_bytes("knowledge.zip", zipped({"folder/": "", **inside}), format) == ARTICLES


def test_a_mistake_is_named_with_the_file_inside() -> None:
    assert "orders.zh.yml:2: this is not YAML" in refused(zipped({**as_yaml(ARTICLES), "orders.zh.yml": "topic: [1"}))


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = zipped({"a.yml": b"#" * 60_000_000})
    assert len(bomb) < 100_000
    assert "60000000 bytes" in refused(bomb) and "divide it" in refused(bomb)
    assert "files" in refused(zipped({f"{number}.yml": "x" for number in range(MOST_FILES + 1)}))


def test_damaged_locked_and_other_zips_are_refused_in_words() -> None:
    good = zipped(as_yaml(ARTICLES))
    at = good.index(b"topic") if b"topic" in good else 60
    assert "damaged" in refused(good[:at] + bytes(byte ^ 0xFF for byte in good[at : at + 8]) + good[at + 8 :])
    locked = bytearray(good)
    central = locked.index(b"PK\x01\x02")
    locked[central + 8] |= 1
    assert "password" in refused(bytes(locked))
    assert "not an Excel workbook" in refused(zipped({"a.yml": "x", "b.exe": "y"}))
    assert "not an Excel workbook" in refused(good[: len(good) // 2])


def test_reading_tells_how_far_it_is_and_can_be_stopped() -> None:
    many = [Article(f"n.{number}", "en", "t", f"question {number}", (), "a") for number in range(450)]
    heard: list[int] = []
    read_files([("one.csv", as_csv(many)), ("two.csv", as_csv(many[:3]).replace(b"n.", b"m."))], progress=heard.append)
    assert heard == [0, 200, 400, 450, 450, 453]

    def enough(done: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_bytes("one.csv", as_csv(many), progress=enough)
