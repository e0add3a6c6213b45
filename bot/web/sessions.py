"""The customer's session: a signed token that names one conversation, in a cookie or as a bearer.

The id is made by the server and never taken from a client; whoever cannot show the signature is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer
from sanic import Request
from sanic.response import HTTPResponse

from bot.settings import Settings
from bot.usecases.receive import Refused

COOKIE = "supportbot_customer"
# Inside another site browsers send no SameSite cookie and may refuse localStorage. A partitioned cookie they do
# send: it lives only under that one site, so no third site can use it.
FRAME_COOKIE = "supportbot_frame"
IN_FRAME = "supportbot-widget"
GOOD_FOR = 30 * 24 * 3600
# Renewed by use, at most once a day: not every answer needs a new cookie.
RENEW_AFTER = 24 * 3600


class NoSession(Refused):
    """401: no token, or one that is forged or too old."""

    def __init__(self, message: str) -> None:
        super().__init__("no_session", message, 401)


@dataclass(frozen=True)
class Session:
    conversation_id: str
    age: float
    by_cookie: bool

    @property
    def is_old(self) -> bool:
        return self.age > RENEW_AFTER


class Sessions:
    def __init__(self, settings: Settings) -> None:
        self._serializer = URLSafeTimedSerializer(settings.secret_key, salt="supportbot.customer.v1")
        self._secure = settings.public_url.startswith("https://")

    def token(self, conversation_id: str) -> str:
        return str(self._serializer.dumps(conversation_id))

    def find(self, request: Request, now: float) -> Session | None:
        """The session of this request, None without a token; NoSession for one that is not good."""
        by_cookie = False
        scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            token = token.strip()
        else:
            token = request.cookies.get(COOKIE) or request.cookies.get(FRAME_COOKIE) or ""
            by_cookie = True
        if not token:
            if by_cookie:
                return None
            raise NoSession("The bearer token is empty.")
        try:
            found, made_at = self._serializer.loads(token, max_age=GOOD_FOR, return_timestamp=True)
        except (BadData, ValueError, OverflowError) as error:
            raise NoSession("This session is not valid any more. Please start a new conversation.") from error
        if not isinstance(found, str):
            raise NoSession("This session is not valid any more. Please start a new conversation.")
        # Browsers tell where a request comes from; another site must not act with our cookie.
        if by_cookie and request.method != "GET" and request.headers.get("sec-fetch-site") == "cross-site":
            raise Refused("foreign_site", "This request came from another site.", 403)
        return Session(found, max(0.0, now - made_at.timestamp()), by_cookie)

    def required(self, request: Request, now: float) -> Session:
        found = self.find(request, now)
        if found is None:
            raise NoSession("There is no session yet. Start one with POST /api/conversations.")
        return found

    def keep(self, request: Request, response: HTTPResponse, token: str) -> None:
        self._set(response, COOKIE, token, GOOD_FOR)
        if request.headers.get("x-requested-with") == IN_FRAME:
            self._set_in_frame(response, token, GOOD_FOR)

    def forget(self, response: HTTPResponse) -> None:
        self._set(response, COOKIE, "", 0)
        self._set_in_frame(response, "", 0)

    def _set(self, response: HTTPResponse, name: str, token: str, seconds: int) -> None:
        response.add_cookie(name, token, httponly=True, samesite="Lax", secure=self._secure, path="/", max_age=seconds)

    @staticmethod
    def _set_in_frame(response: HTTPResponse, token: str, seconds: int) -> None:
        # Browsers take it over https only (or on the own machine); elsewhere the frame keeps the token itself.
        response.add_cookie(
            FRAME_COOKIE,
            token,
            httponly=True,
            samesite="None",
            secure=True,
            partitioned=True,
            host_prefix=True,
            path="/",
            max_age=seconds,
        )
