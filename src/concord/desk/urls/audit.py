"""The audit: events, reads by auditors, search terms, unusual access, seals."""

from __future__ import annotations

from django.urls import path

from concord.desk.views.audit import checks, events, terms, unusual

urlpatterns = [
    path("audit/", events.events, name="audit"),
    path("audit/case/", events.find_case, name="audit_case"),
    path("audit/event/<int:pk>/", events.event, name="audit_event"),
    path("audit/reads/", events.reads, name="audit_reads"),
    path("audit/terms/", terms.openings, name="audit_terms"),
    path("audit/terms/ask/", terms.ask, name="audit_terms_ask"),
    path("audit/terms/<uuid:pk>/", terms.opening, name="audit_terms_opening"),
    path("audit/terms/<uuid:pk>/approve/", terms.approve, name="audit_terms_approve"),
    path("audit/terms/<uuid:pk>/read/", terms.read, name="audit_terms_read"),
    path("audit/unusual/", unusual.lines, name="audit_unusual"),
    path("audit/unusual/<int:pk>/", unusual.line, name="audit_unusual_line"),
    path("audit/checks/", checks.checks, name="audit_checks"),
]
