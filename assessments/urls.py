"""The work on assessments."""

from django.urls import URLPattern, URLResolver, include, path

from assessments.views import board, deeds, moving, overview, passages, planning, review, scale

app_name = "assessments"

of_one_scale = [
    path("", scale.scale, name="scale"),
    path("rate/", scale.rate_scale, name="rate"),
    path("findings/new/", scale.new_finding, name="new-finding"),
]
of_one_assessment: list[URLPattern | URLResolver] = [
    path("", overview.detail, name="detail"),
    path("plan/", planning.edit, name="plan"),
    path("week/", board.week, name="week"),
    path("declaration/", overview.declaration, name="declare"),
    path("history/", overview.history, name="history"),
    path("scales/<slug:instrument>/<slug:code>/", include(of_one_scale)),
    path("findings/<int:finding_id>/", scale.edit_finding, name="finding"),
    path("findings/<int:finding_id>/remove/", scale.delete_finding, name="remove-finding"),
    path("passages/<int:passage_id>/", passages.save, name="passage"),
    path("passages/<int:passage_id>/versions/", passages.versions, name="versions"),
    path("passages/<int:passage_id>/proposals/<int:proposal_id>/", passages.conflict, name="proposal"),
    path("advice/", deeds.advice, name="advice"),
    path("lock/", deeds.lock_judgement, name="lock"),
    path("version/<slug:instrument>/<slug:number>/", moving.version, name="version"),
    path("steps/<slug:action>/", deeds.step, name="step"),
    path("review/", review.review, name="review"),
    path("review/comments/", review.add_comment, name="comment"),
    path("review/threads/<int:thread_id>/close/", review.close_thread, name="close-thread"),
]
urlpatterns = [
    path("", overview.listing, name="list"),
    path("new/", planning.new, name="new"),
    path("board/", board.board, name="board"),
    path("<slug:reference>/", include(of_one_assessment)),
]
