"""Saying which requirement a document shows: kept, told to everybody, and refused for what cannot be."""

import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import Result, Step
from tests.integration.test_privacy_files import add, file, office
from tests.support.office import TestOffice

__all__ = ["file", "office"]


async def test_a_document_is_said_to_show_a_requirement(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    answer = await office.do("1", m.SortDocument, case=file.case.id, document=document.id, requirement="police-letter")
    assert [paper.requirement for paper in answer.documents] == ["police-letter"]
    assert answer.case.version == file.case.version + 1
    again = await office.do("1", m.SortDocument, case=file.case.id, document=document.id, requirement="")
    assert [paper.requirement for paper in again.documents] == [""]


async def test_what_no_requirement_is_called_is_refused(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    with pytest.raises(errors.UnknownRequirement):
        await office.do("1", m.SortDocument, case=file.case.id, document=document.id, requirement="passport")
    with pytest.raises(errors.UnknownDocument):
        await office.do("1", m.SortDocument, case=file.case.id, document=document.id + 1, requirement="kk")


async def test_nothing_is_said_about_an_ended_case(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    await office.step("1", file, Step.CANCEL, Result.CANCELLED, reason="Pemohon membatalkan")
    with pytest.raises(errors.CaseEnded):
        await office.do("1", m.SortDocument, case=file.case.id, document=document.id, requirement="kk")


async def test_the_print_room_says_nothing_about_documents(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    with pytest.raises(errors.NotAllowed):
        await office.do("cetak", m.SortDocument, case=file.case.id, document=document.id, requirement="kk")
