"""What the office has of its WhatsApp account."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol.vocabulary import Letter


@dataclass(frozen=True, slots=True)
class Account:
    """``templates``: the approved template for each letter that goes out more than a day after the last message."""

    api: str
    phone_number_id: str
    verify_token: str = field(repr=False)
    token: str = field(repr=False)
    app_secret: bytes = field(repr=False)
    templates: Mapping[Letter, str] = field(default_factory=dict)
