"""Outcomes and reports."""

from django.urls import path

from assessments.reports.views import outcome_detail, outcome_list, read_outcome, report_pdf

app_name = "outcomes"
urlpatterns = [
    path("", outcome_list, name="list"),
    path("<slug:reference>/", outcome_detail, name="detail"),
    path("<slug:reference>/read/", read_outcome, name="read"),
    path("<slug:reference>/report.pdf", report_pdf, name="pdf"),
]
