"""The desk terminal of operator, approver, print operator and handover."""
