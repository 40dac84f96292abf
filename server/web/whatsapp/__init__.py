"""The WhatsApp Cloud API, where the office has an account: its client, the hook that it calls, and the courier."""

from server.web.whatsapp.account import Account
from server.web.whatsapp.client import CloudApi
from server.web.whatsapp.courier import Courier
from server.web.whatsapp.hook import Hook

__all__ = ["Account", "CloudApi", "Courier", "Hook"]
