"""Sentences of this terminal, of the hub's refusals and of the office, in the operator's language."""

from assets.refusals import sentence
from assets.texts import DEFAULT, LANGUAGES, Language, text
from counters.presenter.actions import caps
from protocol.errors import Refusal
from protocol.office import Office, Requirement


def say(language: Language, key: str, /, **values: object) -> str:
    """The terminal's own sentence."""
    return text(language, "counters", key, **values)


def language_of(name: str) -> Language:
    """This language where the terminal speaks it, Indonesian otherwise."""
    return next((known for known in LANGUAGES if known == name), DEFAULT)


def next_language(language: Language) -> Language:
    """The one after this, round and round."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def refused(language: Language, refusal: Refusal, office: Office | None = None) -> str:
    """Why the hub said no, in one line; ids of the office are said by their titles."""
    named = {name: spoken(language, value, office) for name, value in refusal.params.items()}
    return sentence(language, refusal.code, named)


def spoken(language: Language, value: object, office: Office | None) -> object:
    """A parameter as people say it: a list joined, the id of a counter or service by its title."""
    if isinstance(value, list):
        return ", ".join(str(spoken(language, part, office)) for part in value)
    if office is None or not isinstance(value, str):
        return value
    known = office.counter(value) or office.service(value) or office.role(value) or _requirement(office, value)
    return known.title.said_in(language) if known else value


def _requirement(office: Office, name: str) -> Requirement | None:
    return next((need for service in office.services for need in service.requirements if need.id == name), None)


def counter_title(language: Language, office: Office, name: str | None) -> str:
    counter = office.counter(name) if name else None
    return counter.title.said_in(language) if counter else (name or "")


def service_title(language: Language, office: Office, name: str) -> str:
    service = office.service(name)
    return service.title.said_in(language) if service else name


def role_titles(language: Language, office: Office, roles: tuple[str, ...]) -> str:
    """The posts of a person, as written on the door."""
    known = (office.role(name) for name in roles)
    return ", ".join(role.title.said_in(language) for role in known if role)


def hindrance(language: Language, code: str) -> str:
    """Why something can't be asked for now: one of our own reasons, or the hub's refusal foretold."""
    return say(language, code) if code.startswith("why.") else sentence(language, code, {})


def cap(language: Language, key: str) -> str:
    """The name of a key, or of keys held together, as printed on them."""
    return "+".join(say(language, part) if part.startswith("key.") else part for part in caps(key))
