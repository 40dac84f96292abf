"""What the hub is told from outside: its own settings and the description of the office. Read once, at start."""

from protocol.strict import ConfigProblem
from server.config.catalogue import load_office
from server.config.settings import HubSettings, load_settings

__all__ = ["ConfigProblem", "HubSettings", "load_office", "load_settings"]
