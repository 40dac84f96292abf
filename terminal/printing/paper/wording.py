"""The sentences of one paper: the office's own where it has them, the house's otherwise."""

from dataclasses import dataclass

from assets.texts import Language, text
from protocol.office import PaperStyle


@dataclass(frozen=True, slots=True)
class Wording:
    """Says sentences of ``paper.po`` by their key, in one language."""

    language: Language
    style: PaperStyle

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with its values. An office's own sentence that can't take them gives way to the house's."""
        own = self.style.texts.get(key)
        if own is not None:
            try:
                return own.said_in(self.language).format(**values)
            except (AttributeError, LookupError, TypeError, ValueError):
                pass  # The hub refuses such a sentence; one that comes all the same must not cost a ticket.
        return self.house(key, **values)

    def house(self, key: str, **values: object) -> str:
        """The house's sentence, whatever the office says."""
        return text(self.language, "paper", key, **values)
