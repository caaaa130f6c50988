"""Longer words than English has: a made-up language 40 % longer, and the real ones, on a small phone."""

import gettext
from pathlib import Path

import pytest

from okrsite import output, site
from okrsite.reading import load
from okrsite.words import Language
from tests.browser.conftest import SAMPLE, build
from tests.browser.serving import serving
from tests.browser.visitor import Visitor
from tests.sites import AS_OF, write

ADDRESSES = (
    "", "commerce/", "commerce/families/2026-q4/winter-orders/", "2026-q3/", "map/", "explore/", "about/", "about/okrs/", "kpis/", "print/",
    "present/",
)  # fmt: skip


class Longer(gettext.NullTranslations):
    """English with every message 40 % longer and between brackets; placeholders stay."""

    def gettext(self, message: str) -> str:
        return f"[{message} {'ẃóřđ ' * (len(message) // 12 + 1)}]" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("longer") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "load_language", lambda config: Language("en", Longer(), True, {}))
        output.publish(site.site_files(load(SAMPLE, AS_OF), SAMPLE), folder, SAMPLE)
    return folder


@pytest.mark.parametrize("address", ADDRESSES)
def test_longer_words_fit_a_small_phone(address: str, visitor: Visitor, longer: Path) -> None:
    with serving(longer) as home, visitor.visit(f"{home}/{address}", width=320) as visit:
        assert "ẃóřđ" in visit.page.content()
        assert visit.overflow() <= 0


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "de", "es"])
def test_the_real_languages_fit_too(language: str, visitor: Visitor, tmp_path: Path) -> None:
    project = write(tmp_path, {"okrsite.yml": f"site: {{language: {language}}}\n"})
    (project / "content").mkdir()
    for source in sorted((SAMPLE / "content").rglob("*")):
        target = project / "content" / source.relative_to(SAMPLE / "content")
        target.mkdir(exist_ok=True) if source.is_dir() else target.write_bytes(source.read_bytes())
    with serving(build(project, tmp_path / "site")) as home:
        for address in ADDRESSES[:4]:
            with visitor.visit(f"{home}/{address}", width=320) as visit:
                assert visit.page.locator("html").get_attribute("lang") == language
                assert visit.overflow() <= 0
                assert visit.accessibility_faults() == []
