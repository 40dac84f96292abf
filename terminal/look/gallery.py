"""All widgets, to look at; see ``__main__``."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.uix.boxlayout import BoxLayout

from assets.texts import Language
from terminal.link.status import LinkState
from terminal.look.app import TerminalApp
from terminal.look.banner import LinkBanner
from terminal.look.link_shown import LinkShown
from terminal.look.palette import ScaleName
from terminal.look.picture import save_picture
from terminal.look.widgets import Badge, Dialog, NumberLabel, OneLine, Row

Builder.load_file(str(Path(__file__).with_name("gallery.kv")))

ADDRESS = "192.168.10.5:7810"
LINKS = {
    "stale": LinkShown(LinkState.STALE, since=datetime(2026, 11, 23, 9, 41, tzinfo=UTC), waits_for=ADDRESS),
    "searching": LinkShown(LinkState.SEARCHING),
    "connecting": LinkShown(LinkState.CONNECTING, waits_for=ADDRESS),
    "pairing": LinkShown(LinkState.PAIRING, waits_for=ADDRESS, pairing_code="BCDF-GHJK-LMNP"),
    "refused": LinkShown(LinkState.REFUSED, waits_for=ADDRESS, pairing_code="BCDF-GHJK-LMNP"),
    "untrusted": LinkShown(LinkState.CONNECTING, waits_for=ADDRESS, problem="wrong_certificate"),
    "incompatible": LinkShown(LinkState.INCOMPATIBLE, waits_for=ADDRESS, problem="update_terminal"),
}
WAITING = [("A-048", "Menunggu 12 menit", "prioritas"), ("A-049", "Menunggu 9 menit", ""), ("A-050", "Baru", "")]


class GalleryColumn(BoxLayout):
    """One column of widgets."""


class GalleryChoices(GalleryColumn):
    """What is pressed."""


class GalleryLists(GalleryColumn):
    """What is listed and typed."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda item: item[0]), self._row, self._tell
        rows.show(WAITING)

    @staticmethod
    def _row(item: tuple[str, str, str]) -> Row:
        row = Row(chosen=bool(item[2]))
        row.add_widget(NumberLabel(text=item[0], most=52, size_hint_x=0.6))
        row.add_widget(OneLine())
        row.add_widget(Badge(text=item[2], meaning="accent", pos_hint={"center_y": 0.5}))
        return row

    @staticmethod
    def _tell(row: Row, item: tuple[str, str, str]) -> None:
        row.children[1].text = item[1]


class GalleryNumbers(GalleryColumn):
    """What is read from afar."""


COLUMNS = (GalleryChoices, GalleryLists, GalleryNumbers)


class GalleryApp(TerminalApp):
    """Three columns side by side in a landscape; in a portrait one of them, ``column``."""

    def __init__(
        self,
        design: tuple[int, int],
        scale: ScaleName,
        *,
        column: int = 0,
        link: str | None = None,
        language: Language = "id",
        dialog: bool = False,
        shot: Path | None = None,
        **values: Any,
    ) -> None:
        super().__init__(**values)
        self.design, self.scale, self._column, self._language = design, scale, column, language
        self._link, self._dialog, self._shot = link, dialog, shot

    def first_screen(self) -> BoxLayout:
        page = BoxLayout()
        wide = self.design[0] > self.design[1]
        for column in COLUMNS if wide else (COLUMNS[self._column],):
            page.add_widget(column())
        return page

    def on_start(self) -> None:
        super().on_start()
        if self._dialog:
            Dialog(
                icon="help-circle", title="Batalkan nomor A-047?", yes="Ya, batalkan", no="Tidak, kembali",
                text="Nomor yang dibatalkan tidak dapat dipanggil lagi. Silakan ambil nomor baru bila masih perlu.",
            ).open(self.stage)  # fmt: skip
        if self._link is not None:
            LinkBanner(self.stage, self._language).tell(LINKS[self._link])
        if self._shot is not None:
            self.keep(self._picture(self._shot))

    async def _picture(self, target: Path) -> None:
        drawn = asyncio.Event()
        Clock.schedule_once(lambda _dt: drawn.set(), 0.5)
        await drawn.wait()
        save_picture(target)
        self.stop()
