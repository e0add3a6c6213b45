"""The channel `callback`, in the shape of Rasa's: what is said is POSTed to one address of the operator's."""

from __future__ import annotations

import time
from datetime import timezone
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import NewConnectionError

from bot.channels.rasa_call import reply
from bot.core.delivery import End, Outgoing, Try
from bot.core.words import Channel

NAME = Channel.CALLBACK.value
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
# The receiver read the message and does not want it. What an operator can mend over there or in our
# settings (401, 403, 404 and the like) is no verdict on a message, and is tried again.
UNWANTED = (400, 409, 413, 415, 422)


class CallbackChannel:
    """`token` is sent as a bearer token when there is one."""

    name = NAME

    def __init__(self, url: str, token: str = "", answer_seconds: float = ANSWER_SECONDS) -> None:
        self._url = url
        self._token = token
        self._seconds = answer_seconds

    def send(self, message: Outgoing) -> Try:
        try:
            # One connection a message: a kept one may have been closed over there, and the call that finds
            # that out has no clear end. A redirect would turn the POST into a GET, so it is not followed.
            with requests.post(
                self._url,
                json=reply(message.recipient, message.text, message.buttons),
                headers={"X-Message-Id": message.key},
                auth=self._authorise,
                timeout=(CONNECT_SECONDS, self._seconds),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return judge(answer.status_code, answer.headers.get("Retry-After"), time.time())
        except requests.RequestException as error:
            if _never_left(error):
                return Try(End.NOT_NOW, f"No connection to CALLBACK_URL ({error.__class__.__name__}).")
            if isinstance(error, requests.Timeout):
                return Try(End.UNCLEAR, f"CALLBACK_URL gave no answer within {self._seconds:g} s.")
            return Try(End.UNCLEAR, f"The connection to CALLBACK_URL broke ({error.__class__.__name__}).")

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # As `auth`, because requests would otherwise replace the header by what a ~/.netrc says.
        if self._token:
            # The header goes out as Latin-1; so a token with other characters goes out as UTF-8.
            request.headers["Authorization"] = f"Bearer {self._token}".encode().decode("latin-1")
        return request


def judge(status: int, retry_after: str | None, now: float) -> Try:
    if 200 <= status < 300:
        return Try(End.ACCEPTED)
    if status in UNWANTED:
        return Try(End.REFUSED, f"CALLBACK_URL answered {status}: it does not want this message.")
    if 300 <= status < 400:
        return Try(End.NOT_NOW, f"CALLBACK_URL answered {status}; set it to the final address.")
    return Try(End.NOT_NOW, f"CALLBACK_URL answered {status}.", seconds_until(retry_after, now))


def seconds_until(retry_after: str | None, now: float) -> float | None:
    """The header Retry-After, seconds or a date; None when it says nothing that can be understood."""
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp() - now)


def _never_left(error: requests.RequestException) -> bool:
    """Whether the message certainly stayed here: no address, no connection, no trust in the certificate."""
    # requests makes its complaints about addresses and headers ValueErrors.
    never = (ValueError, requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    if isinstance(error, never):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)
