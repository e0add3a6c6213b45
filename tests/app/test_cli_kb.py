"""`supportbot kb` as it is typed."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge.articles import Article, as_csv, as_xlsx, read_any, read_bytes, write_yaml

PROJECT = Path(__file__).resolve().parents[2]
Kb = Callable[..., subprocess.CompletedProcess[str]]

ARTICLES = [
    Article("order.buy", "zh", "orders", "怎么下单？", ("在哪买", "咋买东西"), "点**购买**。\n- 付款", position=0),
    Article(
        "order.sale", "zh", "orders", "双十一有优惠吗？", (), "有。", position=1, valid_from=1793491200.0, owner="lin"
    ),
]


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    """The command on an installation of its own."""

    def typed(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", "--data", str(tmp_path / "data"), "kb", *map(str, words)]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SUPPORTBOT_")}
        return subprocess.run(command, cwd=PROJECT, env=plain, capture_output=True, text=True, timeout=100)

    return typed


def test_what_goes_out_in_any_format_comes_back_without_a_change(kb: Kb, tmp_path: Path) -> None:
    write_yaml(ARTICLES, tmp_path / "in")
    assert "added 2" in kb("import", tmp_path / "in", "--yes", "--publish").stdout
    for to, words in ((tmp_path / "out", ()), (tmp_path / "out.csv", ()), (tmp_path / "out.x", ("--format", "xlsx"))):
        assert "2 articles" in kb("export", to, *words).stdout
        assert read_any([to]) == ARTICLES
        said = kb("diff", to)
        assert (said.returncode, said.stderr) == (0, "")
        assert "would add 0, change 0, leave 2 as they are" in said.stdout
        assert "same 2" in kb("import", to, "--yes", "--publish").stdout


def test_diff_says_what_an_import_would_change_and_writes_nothing(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_bytes(as_csv(ARTICLES))
    kb("import", tmp_path / "one.csv", "--yes", "--publish")
    new = Article("order.new", "zh", "orders", "能开发票吗？", (), "能。", position=2)
    changed = Article("order.buy", "zh", "orders", "怎么下单？", ("在哪买", "怎么买"), "点**购买**。\n- 付款")
    (tmp_path / "two.xlsx").write_bytes(as_xlsx([changed, new]))
    first = kb("diff", tmp_path / "two.xlsx").stdout
    assert "~ two.xlsx:2: order.buy (zh): variants" in first
    assert "-variants: 咋买东西" in first and "+variants: 怎么买" in first
    assert "+ two.xlsx:3: order.new (zh): 能开发票吗？" in first
    assert "would add 1, change 1, leave 0" in first and "1 article(s) of this installation are not in" in first
    assert kb("diff", tmp_path / "two.xlsx").stdout == first
    lines = [json.loads(line) for line in kb("diff", tmp_path / "two.xlsx", "--json").stdout.splitlines()]
    assert [line["change"] for line in lines] == ["change", "add"]


def test_other_products_files_are_imported(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "售后.csv").write_text("q,a,index\n怎么退,申请退货。,退货\n", "utf-8")
    (tmp_path / "nlu.yml").write_text("nlu:\n- intent: faq/pay\n  examples: |\n    - how to pay\n", "utf-8")
    (tmp_path / "domain.yml").write_text("responses:\n  utter_faq/pay:\n  - text: By card.\n", "utf-8")
    said = kb("import", tmp_path / "售后.csv", tmp_path / "nlu.yml", tmp_path / "domain.yml", "--yes")
    assert "added 2" in said.stdout, said.stderr


def test_a_file_that_is_wrong_is_refused_in_words(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("id,language,topic,question,variants,answer\na,zh,t,,,答\n", "utf-8")
    for command in ("import", "diff", "check"):
        said = kb(command, tmp_path / "bad.csv")
        assert said.returncode == 1
        assert said.stderr == "bad.csv:2, column D (question): the cell is empty. Write the question.\n"
    assert kb("import", tmp_path / "none.csv").returncode == 2
    assert kb("export", tmp_path / "x.csv", "--format", "pdf").returncode == 2
    assert kb("export", tmp_path / "bad.csv", "--format", "yaml").returncode == 2


def test_a_template_is_written_once_and_can_be_checked(kb: Kb, tmp_path: Path) -> None:
    assert kb("template", tmp_path / "faq.xlsx").returncode == 0
    assert len(read_bytes("faq.xlsx", (tmp_path / "faq.xlsx").read_bytes())) == 2
    assert kb("check", tmp_path / "faq.xlsx").returncode == 0
    assert kb("template", tmp_path / "faq.xlsx").returncode == 2
    assert kb("template", tmp_path / "faq.pdf").returncode == 2


def test_help_comes_at_once_and_loads_no_library_for_files(kb: Kb) -> None:
    # Its own work, not that of whatever else this machine does.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "import" in kb("--help").stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0
    loaded = (
        "import sys, bot.cli; print([one for one in ('openpyxl', 'yaml', 'sqlalchemy', 'numpy') if one in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert "openpyxl" not in said.stdout and "numpy" not in said.stdout and "sqlalchemy" not in said.stdout


GREEDY = Article(
    "order.buy", "zh", "orders", "怎么下单？", ("发票咋开", "开发票", "我要开票", "发票怎么弄"), "点购买。"
)


@pytest.fixture
def asked(kb: Kb, tmp_path: Path) -> Path:
    """An installation with a question that must find its article, and a file that would take it away."""
    from bot import settings
    from bot.store.database import Store
    from bot.usecases.regression import add_question

    invoice = Article("invoice.how", "zh", "invoice", "怎么开发票？", ("我要发票", "电子发票在哪里开"), "在订单里开。")
    (tmp_path / "first.csv").write_bytes(as_csv([ARTICLES[0], invoice]))
    assert "added 2" in kb("import", tmp_path / "first.csv", "--yes", "--publish").stdout
    store = Store(settings.load(tmp_path / "data").database_url)
    add_question(store, "发票咋开", "zh", "invoice.how", "editor", "li", 1_800_000_000.0)
    store.close()
    (tmp_path / "greedy.csv").write_bytes(as_csv([GREEDY]))
    return tmp_path / "greedy.csv"


def test_an_import_that_breaks_an_answer_is_stopped_unless_somebody_says_why(
    kb: Kb, asked: Path, tmp_path: Path
) -> None:
    stopped = kb("import", asked, "--yes", "--publish")
    assert stopped.returncode == 1
    assert "✗ 发票咋开 → order.buy" in stopped.stderr and "not invoice.how" in stopped.stderr
    assert "Nothing was imported." in stopped.stderr and "--override REASON" in stopped.stderr
    assert "asking" not in stopped.stderr, "how far it is concerns nobody in a log"
    assert "~ greedy.csv:2: order.buy (zh): variants" in kb("diff", asked).stdout
    for words in (("--publish", "--override", " "), ("--override", "why")):
        assert kb("import", asked, "--yes", *words).returncode == 2
    looked = kb("import", asked, "--publish", "--dry-run", "--override", "moving house")
    assert looked.returncode == 0 and "1 fail" in looked.stdout
    assert "would add 0, change 1" in kb("diff", asked).stdout, "a dry run writes nothing"
    done = kb("import", asked, "--yes", "--publish", "--override", "the invoices move there")
    assert done.returncode == 0 and "changed 1" in done.stdout, done.stderr
    assert "change 0, leave 1" in kb("diff", asked).stdout

    import sqlite3

    with sqlite3.connect(tmp_path / "data" / "supportbot.db") as database:
        [why] = database.execute(
            "select why from revision where article_id = 'order.buy' order by n desc limit 1"
        ).fetchone()
        assert "over 1 failing question(s): the invoices move there" in why
        [data] = database.execute("select data from audit where what = 'articles_imported' order by id desc").fetchone()
        assert json.loads(data)["failing"] == ["发票咋开"]


def test_who_watches_a_terminal_is_told_how_far_it_is(kb: Kb, tmp_path: Path) -> None:
    import pty

    (tmp_path / "one.csv").write_bytes(as_csv(ARTICLES))
    command = [
        sys.executable,
        "-m",
        "bot.cli",
        "--data",
        str(tmp_path / "data"),
        "kb",
        "import",
        str(tmp_path / "one.csv"),
        "--yes",
    ]
    terminal, end = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SUPPORTBOT_")}
    done = subprocess.run(command, cwd=PROJECT, env=plain, stdout=subprocess.PIPE, stderr=end, text=True, timeout=100)
    os.close(end)
    said = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert done.returncode == 0 and "added 2" in done.stdout
    assert [
        line for line in ("reading …", "checking … 2 of 2", "comparing … 2 of 2", "writing …") if line not in said
    ] == []
    assert "\x1b[?25l" not in said, "lines, no bars"
