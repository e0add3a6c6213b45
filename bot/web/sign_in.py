"""Who is at the desk: server-side sessions, the sign-in limits, and the check that a change comes from our page.

The browser holds 256 random bits; the database holds only their hash, so a stolen database opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from sanic import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.store import people
from bot.store.bell import DESK
from bot.store.database import Store
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused
from bot.usecases.users import User, check_password
from bot.web.app import problem, services
from bot.web.limits import Limit, Window
from bot.web.services import Services

COOKIE = "supportbot_desk"
HEADER = "supportbot"
ABSOLUTE_SECONDS = 12 * 3600.0
IDLE_SECONDS = 30 * 60.0
# A sign of life is written at most this often.
SEEN_EVERY = 15.0

Handler = Callable[..., Awaitable[BaseHTTPResponse | None]]


class Tries(Limit):
    """Counts a try before the password is checked, so that a hundred at once are counted too."""

    def give_back(self, key: str) -> None:
        """The try was right: only wrong ones count, or one office behind one address locks itself out."""
        times = self._taken.get(key)
        if times:
            times.pop()


@dataclass
class Doors:
    """The sign-in limits of this process."""

    by_address: Tries
    by_account: Tries

    @classmethod
    def new(cls) -> Doors:
        return cls(Tries(Window(5, 300.0)), Tries(Window(10, 900.0)))


@dataclass(frozen=True)
class SignedIn:
    id: int
    login: str
    name: str
    role: str
    presence: str
    seen_at: float
    id_hash: str
    session_seen: float

    @property
    def agent(self) -> Agent:
        return Agent(self.id, self.name, self.role)

    @property
    def owner(self) -> str:
        return self.agent.owner


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def find_session(store: Store, token: str, now: float) -> SignedIn | None:
    """The person behind a session cookie; None when it is unknown, too old, idle, or the account is disabled."""
    if not token:
        return None
    id_hash = hashed(token)
    with store.read() as tx:
        row = people.session_of(tx, id_hash)
    if row is None or row.disabled:
        return None
    if now - row.session_created >= ABSOLUTE_SECONDS or now - row.session_seen >= IDLE_SECONDS:
        return None
    return SignedIn(row.id, row.login, row.name, row.role, row.presence, row.seen_at, id_hash, row.session_seen)


def open_session(store: Store, user: User, old_token: str | None, now: float) -> str:
    """A fresh token at every sign-in; the one the browser came with ends."""
    token = secrets.token_urlsafe(32)
    with store.begin() as tx:
        if old_token:
            people.close_session(tx, hashed(old_token))
        people.forget_sessions(tx, created_before=now - ABSOLUTE_SECONDS, seen_before=now - IDLE_SECONDS)
        people.open_session(tx, hashed(token), user.id, now)
        # Who went home as "away" is here again; otherwise customers are told that nobody is.
        people.update(tx, user.id, presence="online")
        people.record(tx, f"user:{user.id}", "signed_in", f"user:{user.id}", now)
    return token


def close_session(store: Store, who: SignedIn, now: float) -> None:
    with store.begin() as tx:
        people.close_session(tx, who.id_hash)
        people.update(tx, who.id, seen_at=0.0)
        people.record(tx, f"user:{who.id}", "signed_out", f"user:{who.id}", now)


def _keep_alive(store: Store, who: SignedIn, presence_too: bool, now: float) -> None:
    with store.begin() as tx:
        people.touch_session(tx, who.id_hash, now)
        if presence_too:
            people.seen(tx, who.id, now)


async def be_seen(service: Services, who: SignedIn) -> None:
    """The person is here: for the idle limit of the session, and for customers who ask whether anyone is."""
    now = service.now()
    answers = who.role in people.ANSWERING
    stale = now - who.session_seen >= SEEN_EVERY or (answers and now - who.seen_at >= SEEN_EVERY)
    if not stale:
        return
    await service.run(_keep_alive, service.store, who, answers, now)
    if answers and now - who.seen_at > people.ONLINE_SECONDS:
        # Colleagues see at once that somebody has come.
        service.hub.changed(DESK)
        service.bell.ring(DESK)


async def signed_in(request: Request) -> SignedIn | None:
    service = services(request)
    return await service.run(find_session, service.store, request.cookies.get(COOKIE) or "", service.now())


def comes_from_here(request: Request, strict: bool = True) -> bool:
    """Whether our own page made this request. A browser cannot send our header, or a false Origin, from elsewhere.

    With `strict` off a request without any Origin passes too: only programs send those, and they have no
    cookies that a stranger's page could abuse.
    """
    origin = request.headers.get("origin")
    if origin:
        public = urlsplit(services(request).settings.public_url).netloc
        return origin != "null" and urlsplit(origin).netloc in {request.host, public}
    return not strict or request.headers.get("x-requested-with", "").lower() == HEADER


def for_roles(*roles: str) -> Callable[[Handler], Handler]:
    """The door of every call by staff: 403 from elsewhere, 401 without a session, 403 for other roles."""

    def door(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, *args: Any, **kwargs: Any) -> BaseHTTPResponse | None:
            if not comes_from_here(request, strict=request.method not in ("GET", "HEAD")):
                return problem(403, "foreign_origin", "This call must come from the desk's own page.")
            who = await signed_in(request)
            if who is None:
                return problem(401, "signed_out", "Please sign in.")
            if who.role not in roles:
                return problem(403, "not_allowed", "Your account has no access to this part of the desk.")
            await be_seen(services(request), who)
            return await handler(request, who, *args, **kwargs)

        return guarded

    return door


for_agents = for_roles(*people.ANSWERING)


async def try_password(request: Request, doors: Doors, login: object, password: object) -> User | None:
    """The account, None when login or password is wrong; TooMany after too many wrong tries."""
    service = services(request)
    address, account = request.client_ip or "", str(login).strip().lower()[:64]
    now = service.now()
    doors.by_address.take(address, now)
    try:
        doors.by_account.take(account, now)
    except Refused:
        doors.by_address.give_back(address)
        raise
    user = await service.run(check_password, service.store, login, password)
    if user is not None:
        doors.by_address.give_back(address)
        doors.by_account.give_back(account)
    return user


def set_cookie(response: HTTPResponse, request: Request, token: str) -> None:
    secure = services(request).settings.public_url.startswith("https://")
    response.add_cookie(
        COOKIE, token, path="/", httponly=True, samesite="Lax", secure=secure, max_age=int(ABSOLUTE_SECONDS)
    )


def local_path(wanted: str | None) -> str:
    """Where to go after sign-in: a path of this site, never another site (`//evil`, `/\\evil`, `https:…`)."""
    path = wanted or ""
    plain = path.isascii() and path.isprintable() and " " not in path and "\\" not in path
    if plain and path.startswith("/") and not path.startswith("//") and not urlsplit(path).netloc:
        return path
    return "/desk"
