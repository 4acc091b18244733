"""Sessions: by user name and app password, or by a token that the listener allowed on the page."""

import hmac
import time
from hashlib import md5

from segue.domain.listener import Listener
from segue.web.protocols.lastfm.answer import Element, Failed, leaf
from segue.web.protocols.lastfm.call import PROTOCOL, Call
from segue.web.protocols.lastfm.tokens import Tokens


def md5_hex(text: str) -> str:
    """What the protocol proves a password with; the app password has 120 random bits, so it is not guessed."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def get_mobile_session(call: Call) -> Element:
    """By `password`, or by `authToken` = md5(user name + md5(password))."""
    call.require_signature()
    name, given = call.need("username"), call.get("authToken").lower()
    password = call.get("password")
    if not given and not password:
        raise Failed(6, "Your request is missing a required parameter: password")

    def proves(own: str) -> bool:
        if password:
            return hmac.compare_digest(password.encode(), own.encode())
        proofs = (md5_hex(spelling + md5_hex(own)) for spelling in (name, name.lower()))
        return any(hmac.compare_digest(proof.encode(), given.encode()) for proof in proofs)

    listener = call.app.accounts.by_password(name, proves)
    if listener is None:
        raise Failed(4, "Authentication Failed - You do not have permissions to access the service")
    return _session(call, listener)


def get_token(tokens: Tokens) -> Element:
    return leaf("token", tokens.make(int(time.time())))


def get_session(call: Call, tokens: Tokens) -> Element:
    call.require_signature()
    listener = call.app.accounts.get(tokens.fetch(call.need("token"), int(time.time())))
    if listener is None:  # forgotten in between
        raise Failed(14, "This token has not been authorized")
    return _session(call, listener)


def _session(call: Call, listener: Listener) -> Element:
    key = call.app.accounts.sessions.open(listener.log_id, PROTOCOL)
    return Element("session", children=(leaf("name", listener.name), leaf("key", key), leaf("subscriber", "0")))
