"""The door to articles: what they are, how they are read and written, what is wrong with them."""

from bot.knowledge.article import LANGUAGES, Article, ArticleError, Problem
from bot.knowledge.changes import Change, changes
from bot.knowledge.checks import check
from bot.knowledge.files import FORMATS, read_any, read_bytes, read_csv, read_files, read_yaml
from bot.knowledge.writing import as_csv, as_xlsx, as_yaml, template, write_yaml

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "Article",
    "ArticleError",
    "Change",
    "Problem",
    "as_csv",
    "as_xlsx",
    "as_yaml",
    "changes",
    "check",
    "read_any",
    "read_bytes",
    "read_csv",
    "read_files",
    "read_yaml",
    "template",
    "write_yaml",
]
