"""`python -m bot.engine.serve`: Rasa with our dispatcher, on the loopback interface only."""

from __future__ import annotations

import logging
import os
import sys

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
}


def main() -> None:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import rasa.core.run
    import rasa.utils.log_utils
    from rasa.core.utils import AvailableEndpoints

    from bot import training
    from bot.engine import house
    from bot.settings import PROJECT

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    # Rasa's debug output formats whole conversations, with customers' words in it.
    rasa.utils.log_utils.configure_structlog(logging.WARNING)
    settings = house.settings()
    if not training.is_ours(settings):
        sys.exit(f"There is no model of this installation in {settings.models}. Run `supportbot train`.")
    os.chdir(PROJECT)
    rasa.core.run.serve_application(
        model_path=str(settings.models / training.MODEL),
        credentials=str(PROJECT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(PROJECT / "endpoints.yml")),
        enable_api=False,
        port=settings.engine_port,
        interface="127.0.0.1",
        cors=None,
    )


if __name__ == "__main__":
    main()
