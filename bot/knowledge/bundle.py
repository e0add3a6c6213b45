"""A ZIP of YAML files, as the page exports them, taken apart again."""

from __future__ import annotations

import io
import zipfile
import zlib

from bot.core.sentence import Sentence
from bot.knowledge.article import refusal

LARGEST_UNPACKED = 50_000_000
MOST_FILES = 2_000
_YAML_NAMES = (".yml", ".yaml")


def files_in(name: str, data: bytes) -> list[tuple[str, bytes]] | None:
    """Name and content of each file; None when this is something else, such as a workbook."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return None
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if not parts or not all(part.filename.lower().endswith(_YAML_NAMES) for part in parts):
        return None
    # zipfile never unpacks more of a part than its entry declares, so the declarations can be trusted as bounds.
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_FILES:
        raise refusal(
            name,
            Sentence("unpacked it has {size} bytes in {count} files.", size=size, count=len(parts)),
            Sentence(
                "At most {size} bytes in {count} files are read; divide it.", size=LARGEST_UNPACKED, count=MOST_FILES
            ),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(name, "the file is locked with a password.", "Save it without one.")
    try:
        return [(part.filename, archive.read(part)) for part in parts]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
        what = Sentence("this ZIP is damaged ({kind}).", kind=type(error).__name__)
        raise refusal(name, what, "Export or pack it again.") from error
