"""The audit: events, reads by auditors, search terms, unusual access, seals."""

from __future__ import annotations

from django.urls import path

from concord.desk.views.audit import checks

urlpatterns = [
    path("audit/checks/", checks.checks, name="audit_checks"),
]
