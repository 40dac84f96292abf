"""Checking the files against the service's published list: the draft while it is filled in, and its two ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assets.texts import Language
from counters.presenter import nik
from counters.presenter.actions import Action
from counters.presenter.case_file import FileView, Refusal, file_view, last_refusal
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from protocol.messages import CaseFile, RecordStep
from protocol.office import Requirement, Service
from protocol.vocabulary import Result, Right, Step


class Mark(StrEnum):
    """What is known of one paper. The values are those of look's ``CheckRow``."""

    OPEN = "open"
    SEEN = "yes"
    MISSING = "no"


_AFTER = {Mark.OPEN: Mark.SEEN, Mark.SEEN: Mark.MISSING, Mark.MISSING: Mark.SEEN}


@dataclass(frozen=True, slots=True)
class Draft:
    """The verification as far as it is filled in, kept at this terminal only until the hub has it."""

    case: int
    variant: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    name: str = ""
    nik: str = ""

    def mark(self, requirement: str) -> Mark:
        return self.marks.get(requirement, Mark.OPEN)


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of the checklist."""

    id: str
    digit: str
    title: str
    without: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class VariantChoice:
    """``digit`` chooses it, as long as none is chosen and no paper has a digit."""

    id: str
    title: str
    chosen: bool
    digit: str = ""


@dataclass(frozen=True, slots=True)
class VerificationView:
    """The panel. ``returned``: why the approver sent it back. ``brought``: what was missing, where that has come.

    ``nik_hint``: a phrase key, "" while all is well.
    """

    file: FileView
    variants: tuple[VariantChoice, ...]
    papers: tuple[Paper, ...]
    name: str
    nik: str
    nik_hint: str
    returned: Refusal | None
    brought: tuple[str, ...]
    offers: Mapping[Action, str]

    @property
    def missing(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.mark is Mark.MISSING)

    def returned_note(self, language: Language) -> str:
        """Above the list: what has come since, or why the approver sent it back."""
        if self.brought:
            return say(language, "verify.brought", papers=", ".join(self.brought))
        if self.returned is None:
            return ""
        return say(language, "verify.returned", who=self.returned.who, reason=self.returned.reason)

    def nik_note(self, language: Language) -> str:
        """Below the field: a mistake, how many digits stand there, or what the hub holds already."""
        if self.nik_hint:
            return say(language, self.nik_hint)
        if self.nik:
            return say(language, "nik.count", grouped=nik.grouped(self.nik), count=len(self.nik))
        return say(language, "nik.on_file", nik=self.file.nik) if self.file.nik else say(language, "nik.optional")


Change = Callable[[Draft, Service], Draft]
"""A way to fill in a draft."""


def draft_of(file: CaseFile, service: Service) -> Draft:
    """Where to begin: empty, or what was recorded the last time for a case that came back.

    What was missing then stays marked so until an officer has seen it. A service with one variant needs no choice;
    with several, none is supposed.
    """
    only = service.variants[0].id if len(service.variants) == 1 else ""
    return Draft(
        case=file.case.id,
        variant=file.case.variant or only,
        marks=dict.fromkeys(file.seen, Mark.SEEN) | dict.fromkeys(file.case.missing, Mark.MISSING),
        name=file.applicant_name,
    )


def papers_for(draft: Draft, service: Service) -> tuple[Requirement, ...]:
    """The checklist of the chosen variant; nothing before one is chosen."""
    if service.variants and not draft.variant:
        return ()
    return service.requirements_for(draft.variant)


def missing_papers(draft: Draft, service: Service) -> tuple[Requirement, ...]:
    """What the applicant still has to bring."""
    return tuple(need for need in papers_for(draft, service) if draft.mark(need.id) is Mark.MISSING)


def toggled(draft: Draft, service: Service, digit: str) -> Draft:
    """The paper with this digit goes from open to seen, and then between seen and missing.

    Before there are papers, the digit is that of a variant.
    """
    if service.variants and not draft.variant:
        return _chosen_by(draft, service, int(digit) - 1)
    papers = papers_for(draft, service)
    at = int(digit) - 1
    if not 0 <= at < len(papers):
        return draft
    return replace(draft, marks={**draft.marks, papers[at].id: _AFTER[draft.mark(papers[at].id)]})


def _chosen_by(draft: Draft, service: Service, at: int) -> Draft:
    return with_variant(draft, service.variants[at].id) if 0 <= at < len(service.variants) else draft


def all_seen(draft: Draft, service: Service) -> Draft:
    """Every paper seen; when all are, none is."""
    done = is_all_seen(draft, service)
    return replace(draft, marks={p.id: Mark.OPEN if done else Mark.SEEN for p in papers_for(draft, service)})


def is_all_seen(draft: Draft, service: Service) -> bool:
    """Whether no paper is left to look at."""
    return all(draft.mark(paper.id) is Mark.SEEN for paper in papers_for(draft, service))


def next_variant(draft: Draft, service: Service) -> Draft:
    """The next reason for coming, round and round."""
    ids = [variant.id for variant in service.variants]
    if not ids:
        return draft
    at = ids.index(draft.variant) + 1 if draft.variant in ids else 0
    return with_variant(draft, ids[at % len(ids)])


def with_variant(draft: Draft, variant: str) -> Draft:
    """This reason; marks of papers that both variants need stay."""
    return replace(draft, variant=variant)


def verification_view(seat: Seat, file: CaseFile, draft: Draft, service: Service) -> VerificationView:
    """The panel for this file and draft."""
    papers = tuple(_paper(seat, draft, at, need) for at, need in enumerate(papers_for(draft, service)))
    return VerificationView(
        file=file_view(seat, file),
        variants=tuple(
            VariantChoice(
                v.id, v.title.said_in(seat.language), v.id == draft.variant, "" if draft.variant else str(at + 1)
            )
            for at, v in enumerate(service.variants)
        ),
        papers=papers,
        name=draft.name,
        nik=draft.nik,
        nik_hint=nik.hint(draft.nik),
        returned=last_refusal(seat, file),
        brought=_brought(seat, file, service),
        offers=_offers(seat, draft, service, papers),
    )


def _brought(seat: Seat, file: CaseFile, service: Service) -> tuple[str, ...]:
    """What the list named that the applicant took along, in a case that has come back with it."""
    if not file.history or file.history[-1].result is not Result.RESUBMITTED:
        return ()
    return tuple(n.title.said_in(seat.language) for n in service.requirements if n.id in file.case.missing)


def _paper(seat: Seat, draft: Draft, at: int, need: Requirement) -> Paper:
    digit = str(at + 1) if at < 9 else ""
    return Paper(
        need.id, digit, need.title.said_in(seat.language), need.without.said_in(seat.language), draft.mark(need.id)
    )


def _offers(seat: Seat, draft: Draft, service: Service, papers: tuple[Paper, ...]) -> dict[Action, str]:
    if not seat.may(Right.VERIFY):
        return {}
    offers = {Action.NAME: "", Action.NIK: ""}
    if len(service.variants) > 1:
        offers[Action.VARIANT] = ""
    if papers:
        offers[Action.ALL_SEEN] = ""
    hindrance = seat.hindrance() or _unfinished(draft, service)
    offers[Action.COMPLETE] = hindrance or ("" if all(p.mark is Mark.SEEN for p in papers) else "why.papers_open")
    offers[Action.INCOMPLETE] = hindrance or (
        "" if any(p.mark is Mark.MISSING for p in papers) else "why.nothing_missing"
    )
    if seat.may(Right.CANCEL):
        offers[Action.CANCEL] = seat.hindrance()
    return offers


def _unfinished(draft: Draft, service: Service) -> str:
    """What both ends need before they can be told apart."""
    if service.variants and not draft.variant:
        return "why.variant"
    if not draft.name.strip():
        return "why.name"
    return "" if nik.acceptable(draft.nik) else "why.nik"


def recorded(draft: Draft, service: Service, version: int, result: Result, request_id: str) -> RecordStep:
    """The verification as the hub keeps it, ended as complete or incomplete."""
    marked = {mark: tuple(p.id for p in papers_for(draft, service) if draft.mark(p.id) is mark) for mark in Mark}
    return RecordStep(
        request_id=request_id,
        case=draft.case,
        expected_version=version,
        step=Step.VERIFY,
        result=result,
        variant=draft.variant,
        applicant_name=" ".join(draft.name.split()),
        nik=draft.nik,
        seen=marked[Mark.SEEN],
        missing=marked[Mark.MISSING],
    )
