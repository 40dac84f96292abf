"""What docs/ says of the wire is what the types say."""

from pathlib import Path

from assets.texts import LANGUAGES, domain
from protocol import asyncapi, reference
from protocol.messages import FromHub, FromTerminal, kinds
from server.web.limits import Limits

DOCS = Path(__file__).parents[2] / "docs"


def test_asyncapi_document_is_current() -> None:
    written = (DOCS / "asyncapi.json").read_text()
    assert written == asyncapi.printed() + "\n", "run: python -m protocol.asyncapi > docs/asyncapi.json"


def test_reference_is_current() -> None:
    written = (DOCS / "protocol-reference.md").read_text()
    assert written == reference.page() + "\n", "run: python -m protocol.reference > docs/protocol-reference.md"


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = asyncapi.document()

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [ref for inner in part.values() for ref in references(inner)]
        return [ref for inner in part for ref in references(inner)] if isinstance(part, list) else []

    found = references(document)
    assert len(found) > 100
    for ref in set(found):
        place: object = document
        for step in ref.removeprefix("#/").split("/"):
            assert isinstance(place, dict)
            assert step in place, ref
            place = place[step]


def test_every_frame_is_a_message_of_the_document() -> None:
    named = {message["name"] for message in asyncapi.document()["components"]["messages"].values()}
    assert named == {kind.__struct_config__.tag for kind in (*kinds(FromTerminal), *kinds(FromHub))}


def test_the_limits_on_the_page_are_the_limits() -> None:
    page, limits = (DOCS / "protocol.md").read_text(), Limits()
    assert f"{limits.commands_per_second:.0f} a second, bursts of {limits.command_burst}" in page
    assert f"| {limits.commands_in_flight} | the socket is not read" in page
    assert f"{limits.pairing_asks_per_minute:.0f} a minute, bursts of {limits.pairing_ask_burst}" in page
    assert f"{limits.connections_per_address} per address, {limits.connections} in all" in page
    assert f"| {limits.outbox_frames}, or {limits.outbox_bytes // 1024} KiB |" in page


def test_the_hub_speaks_three_languages_with_the_same_blanks() -> None:
    for language in LANGUAGES:
        assert domain(language, "hub").keys() == domain("id", "hub").keys()
        for key, sentence in domain(language, "hub").items():
            blanks = {word.partition("}")[0] for word in sentence.split("{")[1:]}
            assert blanks == {word.partition("}")[0] for word in domain("id", "hub")[key].split("{")[1:]}, key
