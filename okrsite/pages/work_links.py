"""The address of some work → what it is and how people call it: an issue, a pull or merge request, an epic (FORMAT §5).

It is told from the address alone, and nothing is ever asked for. What is not recognised is called after its host.
"""

import re
from urllib.parse import urlsplit

from msgspec import Struct

from okrsite.pages.site import Site
from okrsite.terms import N_

_PROJECT = r"(?P<project>[\w.-]+(?:/[\w.-]+)*)"
_GITHUB = re.compile(r"/(?P<project>[\w.-]+/[\w.-]+)/(?P<what>issues|pull|pulls)/(?P<number>\d+)(?:/[\w/-]*)?", re.ASCII)
_GITLAB = re.compile(
    rf"/(?:groups/)?{_PROJECT}/-/(?P<what>issues|work_items|merge_requests|epics)/(?P<number>\d+)(?:/[\w/-]*)?", re.ASCII
)
_JIRA = re.compile(r"(?:/[\w.-]+)*/browse/(?P<key>[A-Z][A-Z0-9_]*-\d+)/?", re.ASCII)
_LIKE_GITHUB = frozenset({"github", "codeberg", "gitea", "forgejo"})
_KNOWN_HOSTS = ("github.com", "gitlab.com", "codeberg.org")
_SIGNS = {"merge_requests": "!", "epics": "&"}
_KINDS = {
    "issues": N_("Issue"),
    "work_items": N_("Issue"),
    "pull": N_("Pull request"),
    "pulls": N_("Pull request"),
    "merge_requests": N_("Merge request"),
    "epics": N_("Epic"),
}


class WorkLink(Struct, frozen=True):
    """Where some work is followed, in short."""

    address: str
    """The full address."""
    kind: str
    """Issue, pull request, merge request or epic, in the site's language; empty where it is not recognised."""
    name: str
    """How people call it: acme/app#42, PROJ-17; the host's name where it is not recognised, and empty where there is none."""
    host: str
    """The host's name where it is a company's own, and `name` does not tell it; else empty."""


def work_link(site: Site, address: str) -> WorkLink:
    """What an address of some work says."""
    host, path = _host_and_path(address)
    kind, name = _recognised(host, path)
    if not name:
        return WorkLink(address, "", host, "")
    is_known = host in _KNOWN_HOSTS or host.endswith(".atlassian.net")
    return WorkLink(address, site.language.gettext(kind), name, "" if is_known else host)


def _host_and_path(address: str) -> tuple[str, str]:
    """Both empty where an address is none, which a browser will say."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.hostname or "", parts.path


def _recognised(host: str, path: str) -> tuple[str, str]:
    """The kind and the name; both empty where nobody can tell. GitLab and Jira are told by their paths, wherever they run."""
    if found := _GITLAB.fullmatch(path) or (_GITHUB.fullmatch(path) if _LIKE_GITHUB & set(host.split(".")) else None):
        what = found["what"]
        return _KINDS[what], f"{found['project']}{_SIGNS.get(what, '#')}{found['number']}"
    if found := _JIRA.fullmatch(path):
        return _KINDS["issues"], found["key"]
    return "", ""
