"""The shop's product kinds, read from data/products.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class ProductKind:
    id: str
    names: tuple[str, ...]


class GazetteerError(ValueError):
    """The file of products cannot be used; the message says why and what to write."""


def read_gazetteer(path: Path) -> tuple[ProductKind, ...]:
    shape = "Write `products:` and a list of `- id: …` with `zh: […]` and `en: […]`."
    try:
        listed = yaml.safe_load(path.read_text("utf-8"))["products"]
        kinds = tuple(
            ProductKind(
                str(one["id"]), tuple(str(name) for language in ("zh", "en") for name in one.get(language) or ())
            )
            for one in listed
        )
    except OSError as error:
        raise GazetteerError(f"The list of products {path} could not be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise GazetteerError(f"{path} is not valid YAML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise GazetteerError(f"{path} has not the expected form ({error!r}). {shape}") from error
    nameless = [kind.id for kind in kinds if not kind.names]
    if nameless:
        raise GazetteerError(f"{path}: the product {nameless[0]!r} has no names. {shape}")
    return kinds
