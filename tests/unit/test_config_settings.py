"""The hub's own settings."""

from pathlib import Path

import pytest

from assets.texts import domain
from protocol.messages import PORT
from protocol.strict import ConfigProblem, explain
from server.config import load_settings
from server.config.settings import HubFile, is_loopback


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def written(folder: Path, text: str) -> Path:
    file = folder / "hub.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_usual_places_are_used(home: Path) -> None:
    settings = load_settings()
    assert (settings.port, settings.tls, settings.demo) == (PORT, True, False)
    assert settings.data_dir == home / "data" / "antrean"
    assert settings.catalogue.name == "magetan.toml"
    assert settings.catalogue.exists()


def test_the_usual_file_is_found_by_itself(home: Path) -> None:
    written(home / "config" / "antrean", "port = 7999")
    assert load_settings().port == 7999


def test_places_are_relative_to_the_file(home: Path) -> None:
    settings = load_settings(written(home / "etc", 'data_dir = "books"\ncatalogue = "/srv/office.toml"'))
    assert (settings.data_dir, settings.catalogue) == (home / "etc" / "books", Path("/srv/office.toml"))
    assert load_settings(written(home / "etc", 'data_dir = "~/books"')).data_dir == home / "books"


def test_every_key_can_be_said(home: Path) -> None:
    settings = load_settings(
        written(
            home,
            'host = "127.0.0.1"\nport = 0\ntls = false\npublic_url = "https://antrean.example/"\n'
            'commands_per_second = 5\nlog_level = "debug"\nadvertise = false\ndemo = true\n'
            "web_board = true\nweb_boards_at_once = 7\nweb_board_port = 7811",
        )
    )
    assert (settings.web_boards, settings.board_port) == (7, 7811)
    assert (settings.host, settings.port, settings.tls, settings.demo) == ("127.0.0.1", 0, False, True)
    assert (settings.public_url, settings.log_level, settings.advertise) == ("https://antrean.example", "debug", False)
    assert settings.commands_per_second == 5


@pytest.mark.parametrize(
    ("text", "path", "code", "nearest"),
    [
        ("prot = 1", "prot", "unknown_key", "port"),
        ('port = "7810"', "port", "wrong_type", None),
        ("port = 65536", "port", "too_big", None),
        ("port = -1", "port", "too_small", None),
        ('host = ""', "host", "too_short", None),
        ('log_level = "inf"', "log_level", "not_one_of", "info"),
        ("commands_per_second = 0", "commands_per_second", "too_small", None),
        ("web_boards_at_once = 0", "web_boards_at_once", "too_small", None),
        ("web_boards_at_once = 801", "web_boards_at_once", "too_big", None),
        ('web_board = "no"', "web_board", "wrong_type", None),
        ("web_board_port = 65536", "web_board_port", "too_big", None),
        ("tls = false", "tls", "tls_only_off_on_loopback", None),
        ('tls = false\nhost = "hub.lan"', "tls", "tls_only_off_on_loopback", None),
        ('public_url = "antrean.example"', "public_url", "not_a_url", None),
        ('public_url = "ftp://antrean.example"', "public_url", "not_a_url", None),
        ('public_url = "https://antrean.example/?t="', "public_url", "not_a_url", None),
        ('public_url = "https://"', "public_url", "not_a_url", None),
        ('public_url = "https://[::1"', "public_url", "not_a_url", None),
        ('public_url = "https://antrean.example:port"', "public_url", "not_a_url", None),
        ("port = ", "", "not_toml", None),
    ],
)
def test_a_mistake_is_told(home: Path, text: str, path: str, code: str, nearest: str | None) -> None:
    file = written(home, text)
    with pytest.raises(ConfigProblem) as wrong:
        load_settings(file)
    assert wrong.value.file == str(file)
    assert [(problem.path, problem.code, problem.nearest) for problem in wrong.value.problems] == [
        (path, code, nearest)
    ]
    sentences = domain("id", "config")
    assert explain(wrong.value.problems[0], lambda key, **values: sentences[key].format(**values))


def test_the_web_board_can_be_switched_off(home: Path) -> None:
    usual = load_settings(written(home, ""))
    assert (usual.web_boards, usual.board_port) == (200, None), "nothing is served without a certificate unasked"
    off = load_settings(written(home, "web_board = false\nweb_boards_at_once = 7\nweb_board_port = 7811"))
    assert (off.web_boards, off.board_port) == (0, None)


def test_a_named_file_must_be_there(home: Path) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        load_settings(home / "none.toml")
    assert wrong.value.problems[0].code == "unreadable"


def test_a_folder_is_no_file(home: Path) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        load_settings(home)
    assert wrong.value.problems[0].code == "unreadable"


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("hub.lan", False),
    ],
)
def test_who_can_reach_an_address(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_the_defaults_are_themselves_allowed() -> None:
    assert HubFile() == HubFile(port=PORT)


ACCOUNT = """[whatsapp]
phone_number_id = "106540352242922"
token_file = "token"
app_secret_file = "secret"
verify_token = "a word of ours"
"""


def test_an_account_is_read_with_what_stands_in_its_files(home: Path) -> None:
    (home / "token").write_text("EAAG-token\n")
    (home / "secret").write_text("0123abcd")
    account = load_settings(written(home, ACCOUNT + 'templates = { ready = "antrean_ready" }')).whatsapp
    assert account is not None
    assert (account.token, account.app_secret) == ("EAAG-token", "0123abcd")
    assert (account.api.split("/")[2], account.templates) == ("graph.facebook.com", {"ready": "antrean_ready"})
    assert "EAAG" not in repr(account)
    assert "0123abcd" not in repr(account)


def test_without_an_account_officers_send_by_hand(home: Path) -> None:
    assert load_settings(written(home, "port = 7999")).whatsapp is None


@pytest.mark.parametrize(
    ("more", "path", "key"),
    [
        ("", "whatsapp.token_file", "no_secret"),
        ('api = "http://graph.example"', "whatsapp.api", "only_https"),
        ('api = "graph.example"', "whatsapp.api", "not_a_url"),
        ('templates = { redy = "x" }', "whatsapp.templates.redy", "not_one_of"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_all_at_once(home: Path, more: str, path: str, key: str) -> None:
    (home / "secret").write_text("\n")
    with pytest.raises(ConfigProblem) as caught:
        load_settings(written(home, ACCOUNT + more))
    said = {(problem.path, problem.code) for problem in caught.value.problems}
    assert {(path, key), ("whatsapp.token_file", "no_secret"), ("whatsapp.app_secret_file", "empty_secret")} <= said
    for language in ("id", "en"):
        sentences = domain(language, "config")  # type: ignore[arg-type]
        assert {"no_secret", "empty_secret", "only_https"} <= set(sentences)
