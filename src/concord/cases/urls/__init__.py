"""The addresses of cases: ids are random, and no name is ever in one."""

from __future__ import annotations

from concord.cases.urls.cases import urlpatterns as of_cases
from concord.cases.urls.sharing import urlpatterns as of_sharing

app_name = "cases"
urlpatterns = [*of_cases, *of_sharing]
