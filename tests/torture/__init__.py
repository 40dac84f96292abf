"""Proof that paper tells the truth: a judge, and offices under every fault that a printer can have.

``make torture-printer`` (``python -m tests.torture.printer``) is the long run; what ``make test`` runs of it stands in
``tests/integration/test_torture_*.py``.
"""
