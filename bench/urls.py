"""The portal's addresses, and before them those of the bare views."""

from django.urls import path

from bench import bare, centres
from portal.urls import urlpatterns as pages

urlpatterns = [
    path("bare/table/<int:rows>/", bare.table),
    path("bare/texts/<int:rows>/", bare.texts),
    path("bare/save/<int:pk>/", bare.save),
    path("bare/centres/", centres.table),
    *pages,
]
