"""The documents keep what they say: every link leads somewhere, every decision is in the index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def dead_links(document: Path, text: str) -> list[str]:
    """Relative links of this text that lead nowhere."""
    return [link for link in LINK.findall(text) if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead_links(document, document.read_text()) == []


def test_a_dead_link_is_found() -> None:
    assert dead_links(ROOT / "README.md", "[x](docs/nowhere.md) [y](README.md)") == ["docs/nowhere.md"]


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = {page.name for page in folder.glob("*.md")} - {"README.md"}
    assert set(LINK.findall((folder / "README.md").read_text())) == pages


def test_every_library_has_its_reason() -> None:
    """No dependency without a line on the page of libraries."""
    import configparser

    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    wanted = settings["options"]["install_requires"] + "".join(settings["options.extras_require"].values())
    names = {re.split(r"[<>=;\[ ]", line.strip())[0] for line in wanted.splitlines() if line.strip()}
    reasons = (ROOT / "docs" / "decisions" / "house-libraries.md").read_text()
    assert [name for name in sorted(names - {"antrean"}) if name.removeprefix("python-") not in reasons] == []
