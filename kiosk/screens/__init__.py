"""The kiosk's pages as widgets: one frame around a body for each page. What they say comes from ``kiosk.presenter``."""
