#!/bin/sh
# Copy one installation while it runs: deploy/backup.sh FOLDER
# Which one: SUPPORTBOT_DATA (else var/) and its settings, as always. docs/operations.md tells how to restore.
set -eu
[ $# -eq 1 ] || { echo 'Say where to: deploy/backup.sh FOLDER' >&2; exit 2; }
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
PYTHONPATH="$here" exec "$here/.venv/bin/python" - "$1" <<'PYTHON'
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bot import settings as configuration

if not configuration.data_directory().is_dir():
    sys.exit(f"There is no installation in {configuration.data_directory()}; set SUPPORTBOT_DATA.")
try:
    settings = configuration.load()
except configuration.SettingsError as error:
    sys.exit(str(error))
target = Path(sys.argv[1], time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime()))
draft = target.with_name(target.name + ".unfinished")
draft.mkdir(parents=True)
try:
    if settings.is_sqlite:
        file = Path(settings.database_url.removeprefix("sqlite:///").split("?")[0])
        if not file.exists():
            sys.exit(f"There is no database {file}.")
        source, copy = sqlite3.connect(file), sqlite3.connect(draft / "supportbot.db")
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            sys.exit("The copy is damaged; look at the disk.")
        # One file that needs nothing beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
    else:
        from psycopg.conninfo import conninfo_to_dict

        # By the environment: on the command line the password would show in `ps`.
        names = {"dbname": "PGDATABASE"}
        parts = {names.get(name, f"PG{name.upper()}"): str(value) for name, value in conninfo_to_dict(settings.database_url).items()}
        command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(draft / "supportbot.dump")]
        if subprocess.run(command, env={**os.environ, **parts}).returncode:
            sys.exit("pg_dump failed; nothing was kept.")
    for name in ("settings.yml", "secrets.env"):
        if (settings.data / name).exists():
            shutil.copy2(settings.data / name, draft)
    draft.rename(target)
except FileNotFoundError as error:
    sys.exit(f"{error.filename} was not found. Install PostgreSQL's client programs (apt install postgresql-client).")
finally:
    shutil.rmtree(draft, ignore_errors=True)
print(target)
PYTHON
