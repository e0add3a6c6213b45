"""People with an account: added by an operator, checked at sign-in. Passwords are kept as Argon2id only."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.core.rights import RIGHTS
from bot.core.text import BadText, clean
from bot.store import people
from bot.store.database import Store

ROLES = tuple(RIGHTS)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
# Without l, 1, I, o, 0, O: read aloud or copied from paper it stays the same.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._@+-]{0,63}$")


class UserError(ValueError):
    """An account that cannot be made or changed; the message says what to write instead."""


@dataclass(frozen=True)
class User:
    id: int
    login: str
    name: str
    role: str


def generate_password() -> str:
    """80 random bits in four groups, easy to type: `k7mp-2xqa-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def add_user(store: Store, login: str, name: str, role: str, password: str, now: float | None = None) -> int:
    """A new account; returns its id. Raises UserError when it cannot be made."""
    wanted = login.strip().lower()
    if not _LOGIN.match(wanted):
        raise UserError(
            f"The login {login!r} cannot be used: write 1 to 64 letters a–z, digits or . _ - @ +, e.g. `wang.min`."
        )
    if role not in ROLES:
        raise UserError(f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")
    try:
        shown = clean(name, 128)
    except BadText as error:
        raise UserError("The name is missing or too long: write what customers shall see, e.g. `王敏`.") from error
    hashed = hash_password(password)
    with store.begin() as tx:
        if people.by_login(tx, wanted) is not None:
            raise UserError(f"There is an account {wanted!r} already; choose another login.")
        number = people.add(tx, wanted, shown, role, hashed, time.time() if now is None else now)
        people.record(tx, "system", "user_added", f"user:{number}", time.time() if now is None else now, {"role": role})
    return number


def set_password(store: Store, login: str, password: str, now: float | None = None) -> None:
    """A new password; every open session of that person ends."""
    hashed = hash_password(password)
    with store.begin() as tx:
        user = people.by_login(tx, login.strip().lower())
        if user is None:
            raise UserError(f"There is no account {login!r}.")
        people.update(tx, user.id, password_hash=hashed)
        people.close_sessions_of(tx, user.id)
        people.record(tx, "system", "password_set", f"user:{user.id}", time.time() if now is None else now)


def check_password(store: Store, login: object, password: object) -> User | None:
    """The account if the password is right, else None. Takes the same time whether the login exists or not."""
    user: Any | None = None
    if isinstance(login, str) and _LOGIN.match(login.strip().lower()):
        with store.read() as tx:
            user = people.by_login(tx, login.strip().lower())
    given = password if isinstance(password, str) and len(password) <= LONGEST_PASSWORD else ""
    right = _verify(user.password_hash if user is not None else _nobody(), given)
    if user is None or not right or user.disabled:
        return None
    return User(user.id, user.login, user.name, user.role)


def hash_password(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(f"The password has {len(password)} characters; at least {SHORTEST_PASSWORD} are needed.")
    if len(password) > LONGEST_PASSWORD:
        raise UserError(f"The password is too long; at most {LONGEST_PASSWORD} characters.")
    return str(_hasher().hash(password.encode("utf-8", "surrogatepass")))


def _verify(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(hashed, password.encode("utf-8", "surrogatepass")))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> Any:
    # Only the app environment has argon2; the engine imports this room too.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """A hash to compare with when the login is unknown, so that the answer takes as long."""
    return hash_password(secrets.token_urlsafe(24))
