"""Instruments, for reading."""

from django.urls import path, register_converter

from rubric.exchange.addresses import FormConverter
from rubric.views import authoring, boundary, exchange, importing, life, parts, reading, texts, words

register_converter(FormConverter, "form")

app_name = "rubric"
EDIT = "<slug:code>/<slug:number>/edit/"
urlpatterns = [
    path("", reading.instruments, name="list"),
    path("import/", importing.import_page, name="import"),
    path("search/", reading.find, name="search"),
    path("words/", words.words, name="words"),
    path("words/<int:pk>/remove/", words.remove_word, name="remove_word"),
    path("new/", life.new, name="new"),
    path("<slug:code>/<slug:number>/copy/", life.copy, name="copy"),
    path("<slug:code>/<slug:number>/publish/", life.publish_version, name="publish"),
    path("<slug:code>/<slug:number>/retire/", life.retire_version, name="retire"),
    path(f"{EDIT}", authoring.edit, name="edit"),
    path(f"{EDIT}missing/", authoring.missing, name="edit_missing"),
    path(f"{EDIT}name/", authoring.name, name="edit_name"),
    path(f"{EDIT}delete/", authoring.delete, name="edit_delete"),
    path(f"{EDIT}target/", authoring.target, name="edit_target"),
    path(f"{EDIT}<slug:kind>/add/", parts.add, name="edit_add"),
    path(f"{EDIT}<slug:kind>/<int:pk>/", parts.part, name="edit_part"),
    path(f"{EDIT}<slug:kind>/<int:pk>/move/", parts.move, name="edit_move"),
    path(f"{EDIT}<slug:kind>/<int:pk>/remove/", parts.remove, name="edit_remove"),
    path(f"{EDIT}levels/<int:pk>/expectations/", parts.expect, name="edit_expect"),
    path(f"{EDIT}levels/<int:pk>/expectations/<int:rule>/remove/", parts.expect_no_more, name="edit_expect_no_more"),
    path(f"{EDIT}scales/<int:pk>/texts/<int:level>/", texts.save, name="edit_text"),
    path(f"{EDIT}scales/<int:pk>/texts/<int:level>/split/<int:sentence>/", texts.cut, name="edit_split"),
    path("<slug:code>/<slug:number>.<form:form>", exchange.export, name="export"),
    path(
        "<slug:code>/<slug:number>/scales/<slug:scale>/boundary/<slug:level>/", boundary.boundary_page, name="boundary"
    ),
    path("<slug:code>/<slug:number>/compare/<slug:other>/", boundary.compare, name="compare"),
    path("<slug:code>/<slug:number>/", reading.version, name="version"),
]
