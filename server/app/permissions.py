"""Which device may send which command, and which right the person in front of it needs.

A command without a line here is refused: deny by default. What depends on the case itself (verifier is
not approver) is the workflow's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import DeviceKind, Right
from server.app.terminals import HALL
from server.app.work import Device, Officer


@dataclass(frozen=True, slots=True)
class Rule:
    """``rights``: any of them will do; empty: being signed in is enough. ``signed_in``: whether a person is needed."""

    kinds: frozenset[DeviceKind]
    rights: tuple[Right, ...] = ()
    signed_in: bool = True


_COUNTER = frozenset({DeviceKind.COUNTER})
_PRINTS = frozenset({DeviceKind.KIOSK, DeviceKind.COUNTER})
_ADMIN = frozenset({DeviceKind.ADMIN})
_KEEPS_REGISTERS = (Right.SUPERVISE, Right.REGISTER, Right.STOCK, Right.HAND_OVER, Right.INTAKE)
_HALL = (Right.CALL, Right.HAND_OVER)
_FILES = (Right.VERIFY, Right.APPROVE, Right.PRINT, Right.REGISTER, Right.HAND_OVER, Right.INTAKE, Right.SUPERVISE)

RULES: Mapping[type[m.Message], Rule] = {
    m.IssueTicket: Rule(_PRINTS, (Right.CALL,)),
    m.ReportPaper: Rule(_PRINTS, signed_in=False),  # of another machine's paper only an officer speaks: report_paper
    m.PrintOwed: Rule(frozenset({DeviceKind.KIOSK})),
    m.ReportPrinter: Rule(_PRINTS, signed_in=False),
    m.ReportTroubles: Rule(HALL, signed_in=False),
    m.SignIn: Rule(_COUNTER, signed_in=False),
    m.SignOut: Rule(_COUNTER, signed_in=False),
    m.Lock: Rule(_COUNTER, signed_in=False),
    m.Unlock: Rule(_COUNTER, signed_in=False),
    m.SetCounter: Rule(_COUNTER),
    m.CallNext: Rule(_COUNTER, (Right.CALL,)),
    m.CallTicket: Rule(_COUNTER, (Right.CALL,)),
    m.Recall: Rule(_COUNTER, _HALL),
    m.StartServing: Rule(_COUNTER, (Right.CALL,)),
    m.MarkNoShow: Rule(_COUNTER, _HALL),
    m.Park: Rule(_COUNTER, (Right.CALL,)),
    m.BringBack: Rule(_COUNTER, (Right.CALL,)),
    m.Transfer: Rule(_COUNTER, (Right.CALL,)),
    m.CancelTicket: Rule(_COUNTER, (Right.CALL,)),
    m.Undo: Rule(_COUNTER, _HALL),
    m.Reprint: Rule(_COUNTER, _HALL),
    m.CallToHandover: Rule(_COUNTER, (Right.HAND_OVER,)),
    m.OpenDayReport: Rule(_COUNTER),
    m.OpenCase: Rule(_COUNTER),
    m.FindCases: Rule(_COUNTER),
    m.RevealNik: Rule(_COUNTER, _FILES),
    m.ReadDocument: Rule(_COUNTER, _FILES),
    m.SortDocument: Rule(_COUNTER, (Right.INTAKE, Right.VERIFY)),
    m.RemoveDocument: Rule(_COUNTER, (Right.INTAKE, Right.VERIFY, Right.SUPERVISE)),
    m.RecordStep: Rule(_COUNTER),
    m.ReceiveCase: Rule(_COUNTER, (Right.INTAKE,)),
    m.TellApplicant: Rule(_COUNTER, (Right.INTAKE, Right.VERIFY, Right.REGISTER, Right.HAND_OVER)),
    m.IssuePickup: Rule(frozenset({DeviceKind.KIOSK}), signed_in=False),
    m.ApproveCases: Rule(_COUNTER, (Right.APPROVE,)),
    m.AssignCase: Rule(_COUNTER, (Right.SUPERVISE,)),
    m.AddNote: Rule(_COUNTER),
    m.Delegate: Rule(_COUNTER),
    m.EndDelegation: Rule(_COUNTER),
    m.DeclareIncident: Rule(_COUNTER),
    m.EndIncident: Rule(_COUNTER),
    m.MoveBlanks: Rule(_COUNTER, (Right.STOCK,)),
    m.CloseBlanks: Rule(_COUNTER, (Right.STOCK,)),
    m.OpenRegister: Rule(_COUNTER),
    m.ExportRegister: Rule(_COUNTER, _KEEPS_REGISTERS),
    m.EraseExpired: Rule(_ADMIN),
    m.AddStaff: Rule(_ADMIN),
    m.SetPin: Rule(_ADMIN),
    m.SetStaffDisabled: Rule(_ADMIN),
    m.ListStaff: Rule(_ADMIN),
    m.ConfirmPairing: Rule(_ADMIN),
    m.AddDevice: Rule(_ADMIN),
    m.ListDevices: Rule(_ADMIN),
    m.RevokeDevice: Rule(_ADMIN),
}

UPLOAD = Rule(_COUNTER, (Right.INTAKE, Right.VERIFY))


def check(command: m.Message, device: Device, officer: Officer | None) -> None:
    """Raises NotAllowed, NotSignedIn or Locked if this device or person may not send this command."""
    rule = RULES.get(type(command))
    if rule is None:
        raise errors.NotAllowed(right="")
    check_rule(rule, device, officer)


def check_rule(rule: Rule, device: Device, officer: Officer | None) -> None:
    """The same for what comes by another way than a command."""
    if device.kind not in rule.kinds:
        raise errors.NotAllowed(right="")
    if device.kind is not DeviceKind.COUNTER or not rule.signed_in:
        return
    if officer is None:
        raise errors.NotSignedIn
    if officer.locked:
        raise errors.Locked
    if rule.rights and not officer.rights.intersection(rule.rights):
        raise errors.NotAllowed(right=rule.rights[0].value)
