"""The story tests of the dialogue, by Rasa's own runner on the real model."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from bot.processes import ENGINE_PYTHON, MANNERS
from bot.settings import PROJECT
from tests.installation import Trained


@pytest.mark.timeout(400)
def test_every_story_goes_as_written(trained: Trained, tmp_path: Path) -> None:
    # Story tests give intents and entities, so they need neither a database nor the action server.
    (tmp_path / "endpoints.yml").write_text("nlg:\n  type: response\n", "utf-8")
    command = [
        ENGINE_PYTHON, "-m", "rasa", "test", "core", "--model", trained.model, "--stories", PROJECT / "tests" / "stories",
        "--endpoints", tmp_path / "endpoints.yml", "--out", tmp_path / "out", "--fail-on-prediction-errors", "--no-plot",
    ]  # fmt: skip
    done = subprocess.run(
        [str(part) for part in command], cwd=PROJECT, env={**os.environ, **MANNERS}, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    report = json.loads((tmp_path / "out" / "story_report.json").read_text("utf-8"))
    assert report["conversation_accuracy"]["accuracy"] == 1.0 and report["conversation_accuracy"]["total"] >= 10
