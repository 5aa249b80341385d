"""What a browser may do with a stored drawing, which is a document of its own: its own style and script, no more."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

FRAMED_BY_NONE = "frame-ancestors 'none'; base-uri 'none'"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def policy_of_picture(svg: str) -> str:
    """For a picture: its own styles, by their hashes."""
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(svg))
    return f"default-src 'none'; style-src {hashes}; {FRAMED_BY_NONE}"


def policy_of_page(html: str) -> str:
    """For the page with the map: the policy that it states itself. Raises ValueError if it states none."""
    stated = _POLICY.search(html)
    if stated is None:
        raise ValueError("the page states no policy")
    return f"{unescape(stated[1])}; {FRAMED_BY_NONE}"


def _digest(content: str) -> str:
    return b64encode(sha256(content.encode()).digest()).decode()
