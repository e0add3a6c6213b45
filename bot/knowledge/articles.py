"""The door to articles: what they are, how they are read and written, what is wrong with them."""

from bot.knowledge.article import LANGUAGES, Article, ArticleError, Problem
from bot.knowledge.checks import check
from bot.knowledge.files import read_any, read_csv, read_yaml
from bot.knowledge.writing import as_csv, as_yaml, write_yaml

__all__ = [
    "LANGUAGES",
    "Article",
    "ArticleError",
    "Problem",
    "as_csv",
    "as_yaml",
    "check",
    "read_any",
    "read_csv",
    "read_yaml",
    "write_yaml",
]
