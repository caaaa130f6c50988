"""What is published → the id by which programs know it again, however often it is written anew.

An id is made of the site's address, else its name, and of what is meant: a name-based UUID (RFC 9562). It is worked out from the digest
itself, because the standard library makes an object of whole numbers on the way, which takes three times as long, for thousands of ids.
"""

from hashlib import sha1
from uuid import NAMESPACE_URL

from okrsite.pages.site import Site


def identifier(site: Site, what: str) -> str:
    """The UUID of something of a site; `what` tells it apart from all else there."""
    name = f"{site.config.site.url or site.title} {what}"
    digits = sha1(NAMESPACE_URL.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
