"""Who calls: user name with the app password (plain, hex, or MD5 with a salt), or an API key, which is a token."""

import hmac
import unicodedata
from hashlib import md5

from segue.accounts.store import Accounts
from segue.domain.listener import Listener
from segue.web.protocols.subsonic.params import MISSING, Fault, Params

_TOO_OLD, _TOO_NEW, _WRONG, _NO_PROOFS, _UNSUPPORTED, _CONFLICT, _BAD_KEY = 20, 30, 40, 41, 42, 43, 44


def listener_of(params: Params, accounts: Accounts) -> Listener:
    """Raises Fault with the code that the protocol has for each way to fail."""
    key, name = params.one("apiKey"), params.one("u")
    plain, proof, salt = params.one("p"), params.one("t"), params.one("s")
    if key is not None and (name is not None or plain is not None or proof is not None):
        raise Fault(_CONFLICT, "Multiple conflicting authentication mechanisms provided: an API key comes alone.")
    if key is None and name is None:
        if params.one("jwt") is not None:
            raise Fault(_UNSUPPORTED, "Provided authentication mechanism not supported.")
        raise Fault(MISSING, "Required parameter 'u' is missing.")
    _check_version(params.needed("v"))
    params.needed("c")
    if key is not None:
        if (listener := accounts.by_token(key)) is None:
            raise Fault(_BAD_KEY, "Invalid API key.")
        return listener
    if plain is None and (proof is None or salt is None):
        if params.one("jwt") is not None:
            raise Fault(_UNSUPPORTED, "Provided authentication mechanism not supported.")
        wanted = "'p', or 't' and 's'," if proof is None and salt is None else "'t'" if proof is None else "'s'"
        raise Fault(MISSING, f"Required parameter {wanted} is missing.")
    found = accounts.by_password(name or "", lambda password: _proves(password, plain, proof, salt or ""))
    if found is None and plain is not None:
        found = _by_token(accounts, name or "", plain)
    if found is None and proof is not None and _has_no_password(accounts, name or ""):
        raise Fault(_NO_PROOFS, "Token authentication needs an app password: `segue listener password NAME`.")
    if found is None:
        raise Fault(_WRONG, "Wrong username or password. `segue listener password NAME` prints the app password.")
    return found


def _by_token(accounts: Accounts, name: str, plain: str) -> Listener | None:
    """A token in the place of the password, for players without API keys."""
    found = accounts.by_token(_bare(plain))
    return found if found is not None and found.name == unicodedata.normalize("NFC", name.strip()) else None


def _has_no_password(accounts: Accounts, name: str) -> bool:
    """A listener who has a token only. Of that only a hash is here, which cannot be held against a proof."""
    there = accounts.named(name)
    return there is not None and accounts.passwords.of(there.id) is None


def _bare(plain: str) -> str:
    """Plain, or in hex after `enc:`."""
    if not plain.startswith("enc:"):
        return plain
    try:
        return bytes.fromhex(plain[4:]).decode()
    except ValueError:
        return ""


def _proves(password: str, plain: str | None, proof: str | None, salt: str) -> bool:
    if proof is not None:
        wanted = md5((password + salt).encode(errors="replace"), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(wanted.encode(), proof.strip().lower().encode(errors="replace"))
    return hmac.compare_digest(password.encode(), _bare(plain or "").encode(errors="replace"))


def _check_version(version: str) -> None:
    major = version.partition(".")[0]
    if not major.isdecimal() or major == "0":
        raise Fault(_TOO_OLD, "Incompatible Subsonic REST protocol version. Client must upgrade.")
    if major != "1":
        raise Fault(_TOO_NEW, "Incompatible Subsonic REST protocol version. Server must upgrade.")
