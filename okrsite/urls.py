"""Things → addresses: every address of the site is made here (FORMAT §2).

An address is relative to the site's root, without a leading slash and not yet percent-encoded: "" is the home page,
"marketing/growth/" a page, "api/okrs.json" a file. A page at an address reaches another one by `relative`, so that the
site works from any subfolder; only `absolute` and the links into the repository know a host.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

HOME = ""
PEOPLE = "people/"
MAP = "map/"
EXPLORE = "explore/"
CHANGES = "changes/"
KPIS = "kpis/"
WINS = "wins/"
HEALTH = "health/"
PRINT = "print/"
PRESENT = "present/"
EMBED = "embed/"
API = "api/"
ASSETS = "assets/"
FEED = "feed/"
SEARCH = "search/"
ABOUT = "about/"
ALL_CYCLES = ABOUT + "cycles/"
GUIDE = ABOUT + "okrs/"
DUE = ABOUT + "due/"
WORK = ABOUT + "work/"
_SECTIONS = (PEOPLE, MAP, EXPLORE, CHANGES, KPIS, WINS, HEALTH, PRINT, PRESENT, EMBED, API, ASSETS, FEED, SEARCH, ABOUT)
RESERVED = frozenset(section.rstrip("/") for section in _SECTIONS)

OKRS_JSON = API + "okrs.json"
SCHEMA_JSON = API + "schema.json"
OBJECTIVES_CSV = API + "objectives.csv"
EMBED_STYLE = EMBED + "okr-embed.css"
"""The style sheet of what other sites show of this one; its name stays, because they have it in their pages."""
SEARCH_COMPANY = SEARCH + "company.js"
SITEMAP = "sitemap.xml"
NOT_FOUND = "404.html"

SLUG_LENGTH = 80
LONGEST_NAME = 255
"""Bytes of UTF-8 that one name of a path may have on most file systems."""
LONGEST_PATH = 200
"""Characters of a file's path that leave room, of the 260 that Windows opens, for the folder that the site lies in."""
_KEPT = 50_000  # every page links to the same few people and units
_JOINERS = str.maketrans("", "", "\u200c\u200d")
_REFUSED_BY_WINDOWS = re.compile(
    r"""
    .*[<>:"|?*\\\x00-\x1f].*                                     # characters that mean something else
    | .*[.\ ]                                                    # ends that are dropped
    | (?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\ *(?:\..*)?  # devices, whatever the ending
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ASCII_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BETWEEN_ASCII_WORDS = re.compile(r"[^a-z0-9]+")


def unit(reference: str) -> str:
    """The page of a unit in its current cycle; the company's, of the empty reference or `/`, is the home page."""
    return document(reference)


def unit_in_cycle(reference: str, cycle_id: str) -> str:
    """The page of a unit in one cycle; the company's is the cycle's own page (FORMAT §18)."""
    return document(reference) + cycle(cycle_id)


def cycle(cycle_id: str) -> str:
    """The page of a cycle, which is the company's page in it."""
    return cycle_id + "/"


def objective(reference: str) -> str:
    """The page of an objective: `<unit>/<cycle>/<id>/`."""
    return document(reference)


def document(reference: str) -> str:
    """The page of whatever has this reference: a KPI, a page, a review, or an alias of one."""
    plain = reference.strip("/")
    return plain + "/" if plain else HOME


def key_result(identifier: str) -> str:
    """The fragment that leads to a key result on its objective's page: `#kr-<id>`."""
    return "#" + key_result_anchor(identifier)


def key_result_anchor(identifier: str) -> str:
    """The HTML id of a key result on its objective's page: `kr-<id>`."""
    return "kr-" + identifier


@lru_cache(_KEPT)
def person(identifier: str) -> str:
    """The page of a person: a key of people.yml or a name, made a slug; spelled out in digits where no file can be called so."""
    name = slug(identifier)
    if not name or unportable_name(name):
        name = identifier.encode("utf-8", "surrogatepass").hex()[:SLUG_LENGTH]
    return PEOPLE + name + "/"


def below(section: str, reference: str) -> str:
    """The page of one of the site's sections that is about a thing: `print/marketing/growth/`."""
    return section + document(reference)


def embed(reference: str) -> str:
    """A thing on a page without a frame, for a frame in another site: `embed/marketing/growth/`."""
    return below(EMBED, reference)


def badge(reference: str) -> str:
    """A drawing that says how a unit or an objective is going: `embed/marketing/badge.svg`."""
    return embed(reference) + "badge.svg"


def explore(cycle_id: str, part: int = 1) -> str:
    """The table of a cycle's objectives without JavaScript; a long one has further parts: `explore/2026-q4/2/`."""
    return EXPLORE + cycle(cycle_id) + (f"{part}/" if part > 1 else "")


def search_cycle(cycle_id: str) -> str:
    """The script file with a cycle's objectives, for search and Explore."""
    return f"{SEARCH}cycle-{cycle_id}.js"


def alignment_map(cycle_id: str = "", unit: str = "", *, drawn: bool = False) -> str:
    """The map of a cycle, of the current one without an id: `map/2026-q4/`, `map/2026-q4/drawn/`; a unit's share in it below these."""
    view = "drawn/" if drawn else "outline/" if unit else ""
    return MAP + document(cycle_id) + view + document(unit)


def changes(month: str, part: int = 1) -> str:
    """What happened in a month; of a long one it has further parts: `changes/2026-11/2/`."""
    return CHANGES + document(month) + (f"{part}/" if part > 1 else "")


def unit_feed(reference: str = "") -> str:
    """The feed of what happens in a unit and those below it, in all of the company without one: `feed/marketing/changes.xml`."""
    return below(FEED, reference) + "changes.xml"


def person_feed(identifier: str) -> str:
    """The feed of what concerns a person: `feed/people/ana/changes.xml`."""
    return FEED + person(identifier) + "changes.xml"


def unit_calendar(reference: str = "") -> str:
    """The calendar of a unit and those below it, of all of the company without one: `feed/marketing/cycle.ics`."""
    return below(FEED, reference) + "cycle.ics"


def due(reference: str = "") -> str:
    """What is due in a unit and those below it, in all of the company without one: `about/due/marketing/`."""
    return below(DUE, reference)


def due_for(identifier: str) -> str:
    """What is due for a person: `about/due/people/ana/`."""
    return DUE + person(identifier)


def work(reference: str = "") -> str:
    """The work of a unit and those below it, of all of the company without one: `about/work/marketing/`."""
    return below(WORK, reference)


def attachment(path: str) -> str:
    """The address of a published attachment: its path below the content folder."""
    return path


def asset(path: str) -> str:
    """The address of one of the theme's static files."""
    return ASSETS + path


def root_of(address: str) -> str:
    """What a page at this address puts before any address to reach it: `../` for each folder, or `./`."""
    return "../" * address.count("/") or "./"


def relative(page: str, address: str, fragment: str = "") -> str:
    """An href that leads from a page to an address, percent-encoded; `fragment` as `key_result` gives it."""
    return root_of(page) + quoted(address) + fragment


def output_file(address: str) -> str:
    """The file, relative to the site's folder, that is served at an address."""
    return address + "index.html" if not address or address.endswith("/") else address


@lru_cache(_KEPT)
def quoted(address: str) -> str:
    """An address percent-encoded as UTF-8, for an href or a sitemap; `#` and `?` in it are parts of file names."""
    return quote(address, safe="/~!$&'()*+,;=@")


def absolute(site_url: str, address: str) -> str:
    """The full web address, where the configuration says where the site is (FORMAT §15)."""
    return site_url.rstrip("/") + "/" + quoted(address)


def json_url(address: str) -> str:
    """An address as okrs.json has it: from the site's root, with a leading slash (FORMAT §16)."""
    return "/" + address


def collision_key(address: str) -> str:
    """Equal for two addresses that one file system or reader may take for the same: NFC and casefold (FORMAT §2)."""
    return _folded(address)


def unportable_name(address: str) -> str | None:
    """The first name in an address that a file system would refuse: Windows by its rules, others by its length."""
    names = address.strip("/").split("/")
    return next((n for n in names if _REFUSED_BY_WINDOWS.fullmatch(n) or len(n.encode()) > LONGEST_NAME), None)


def slug(text: str) -> str:
    """Text as a slug: letters and digits of any script, NFC and casefolded, joined by single hyphens (FORMAT §18).

    Letters are Unicode's categories L*, digits Nd. A combining mark (M*) after a letter or digit is part of it, so that
    vowel signs and accents without a composed form survive; elsewhere it separates. The joiners U+200C and U+200D,
    which nobody sees, are left out. It is cut after 80 characters, but not between a letter and its marks. Empty where
    nothing is left.
    """
    if text.isascii():  # as most are, and a sixth of the work
        return _cut(_BETWEEN_ASCII_WORDS.sub("-", text.lower()).strip("-"))
    return _cut("".join(_slug_characters(_folded(text.translate(_JOINERS)))).strip("-"))


def is_slug(text: str) -> bool:
    """Whether a text is a slug as it stands."""
    return text != "" and len(text) <= SLUG_LENGTH and (bool(_ASCII_SLUG.fullmatch(text)) or slug(text) == text)


def edit_url(repository_url: str, branch: str, file: str) -> str:
    """Where a reader changes a file of the repository (its path from the repository's root) in the browser."""
    return _filled(repository_url, _forge(repository_url).edit, branch, file)


def history_url(repository_url: str, branch: str, file: str) -> str:
    """Where a reader sees how a file changed."""
    return _filled(repository_url, _forge(repository_url).history, branch, file)


def commit_url(repository_url: str, commit: str) -> str:
    """Where a reader sees one commit."""
    return _filled(repository_url, _forge(repository_url).commit, commit, "")


def _folded(text: str) -> str:
    """NFC and casefolded, so often that another round changes nothing."""
    while True:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
        if folded == text:
            return folded
        text = folded


def _slug_characters(text: str) -> Iterator[str]:
    in_word = False
    belongs = False  # whether a combining mark here is part of what stands before it
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "L" or category == "Nd" or (belongs and category[0] == "M"):
            belongs = in_word = True
            yield character
        else:
            belongs = False
            if in_word:
                in_word = False
                yield "-"


def _cut(text: str) -> str:
    if len(text) <= SLUG_LENGTH:
        return text
    end = SLUG_LENGTH
    while end and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return text[: end or SLUG_LENGTH].rstrip("-")


class _Forge(NamedTuple):
    """How a code host writes its addresses."""

    edit: str
    history: str
    commit: str


_GITHUB = _Forge("{url}/edit/{ref}/{file}", "{url}/commits/{ref}/{file}", "{url}/commit/{ref}")
_GITLAB = _Forge("{url}/-/edit/{ref}/{file}", "{url}/-/commits/{ref}/{file}", "{url}/-/commit/{ref}")
_GITEA = _Forge("{url}/_edit/{ref}/{file}", "{url}/commits/branch/{ref}/{file}", "{url}/commit/{ref}")
_BITBUCKET = _Forge("{url}/src/{ref}/{file}?mode=edit", "{url}/history-node/{ref}/{file}", "{url}/commits/{ref}")
_BITBUCKET_SERVER = _Forge("{url}/browse/{file}?at={ref}", "{url}/commits?until={ref}&path={file}", "{url}/commits/{ref}")
_FORGES = {"github": _GITHUB, "codeberg": _GITEA, "gitea": _GITEA, "forgejo": _GITEA, "bitbucket": _BITBUCKET}


def _forge(repository_url: str) -> _Forge:
    """The host's way, told by its name; where the name does not tell, GitLab's, which is often run under another."""
    parts = urlsplit(repository_url)
    forge = next((forge for name, forge in _FORGES.items() if name in parts.netloc.casefold()), _GITLAB)
    return _BITBUCKET_SERVER if forge is _BITBUCKET and "/repos/" in parts.path else forge


def _filled(repository_url: str, pattern: str, ref: str, file: str) -> str:
    url = repository_url.rstrip("/").removesuffix(".git")
    return pattern.format(url=url, ref=quote(ref, safe="/"), file=quote(file, safe="/"))
