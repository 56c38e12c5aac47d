"""The keys of sessions and sign-in links."""

from chalicelib.storage.keys.key import Key


def session(digest: str) -> Key:
    """A signed-in browser, by the hash of its cookie."""
    return Key(f"SESSION#{digest}", "SESSION")


def sign_in(digest: str) -> Key:
    """A mailed sign-in link, by the hash of its secret."""
    return Key(f"SIGNIN#{digest}", "SIGNIN")


def sign_in_pause(asker: str) -> Key:
    """An address, as an HMAC, that just asked for a link."""
    return Key(f"SIGNIN#{asker}", "PAUSE")
