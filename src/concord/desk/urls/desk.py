"""Home, hats, the session, rooms, people, partnership, history."""

from __future__ import annotations

from django.urls import path

from concord.desk.urls.audit import urlpatterns as of_the_audit
from concord.desk.views import (
    about,
    away,
    hats,
    history,
    home,
    inviting,
    me,
    partnership,
    people,
    session,
)
from concord.desk.views.trust import agreements, emergencies, locks, mine

urlpatterns = [
    path("", home.my_work, name="home"),
    path("hat/", hats.choose, name="choose_hat"),
    path("session/", session.status, name="session_status"),
    path("rooms/", about.all_rooms, name="all_rooms"),
    path("me/", me.my_account, name="my_account"),
    path("me/cases/", mine.what_i_can_see, name="what_i_can_see"),
    path("me/somebody-i-know/", mine.declare, name="declare"),
    path("away/", away.away, name="away"),
    path("away/<int:pk>/end/", away.end, name="end_cover"),
    path("people/", people.people, name="people"),
    path("people/invite/", inviting.invite, name="invite"),
    path("people/invited/<uuid:pk>/", inviting.show, name="invitation"),
    path(
        "people/invited/<uuid:pk>/again/",
        inviting.send_again,
        name="send_invitation_again",
    ),
    path(
        "people/invited/<uuid:pk>/withdraw/",
        inviting.withdraw,
        name="withdraw_invitation",
    ),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/end/", people.end_role, name="end_role"),
    path("people/<int:pk>/give/", people.give_role, name="give_role"),
    path("people/<int:pk>/unlock/", people.unlock_sign_in, name="unlock_sign_in"),
    path("people/<int:pk>/away/", away.somebody_away, name="somebody_away"),
    path("partnership/", partnership.teams, name="partnership"),
    path("partnership/teams/add/", partnership.add_team, name="add_team"),
    path("partnership/teams/<int:pk>/end/", partnership.end_team, name="end_team"),
    path("partnership/groups/", partnership.groups, name="groups"),
    path("partnership/groups/add/", partnership.add_group, name="add_group"),
    path("partnership/meetings/add/", partnership.add_meeting, name="add_meeting"),
    path("partnership/populations/", partnership.populations, name="populations"),
    path(
        "partnership/populations/add/",
        partnership.add_population,
        name="add_population",
    ),
    path("partnership/look/", partnership.look, name="look"),
    path("partnership/words/", partnership.words, name="words"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/add/", agreements.add, name="add_agreement"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/change/", agreements.change, name="change_agreement"),
    path("agreements/<int:pk>/review/", agreements.review, name="review_agreement"),
    path("agreements/<int:pk>/end/", agreements.end, name="end_agreement"),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/<uuid:pk>/", emergencies.review, name="review_emergency"),
    path("locks/", locks.locks, name="locks"),
    path("locks/<uuid:pk>/end/", locks.end_lock, name="end_lock"),
    path("locks/matches/", locks.suspicions, name="suspicions"),
    path("locks/matches/<uuid:pk>/", locks.suspicion, name="suspicion"),
    path("locks/declared/", locks.declarations, name="declarations"),
    path("locks/declared/<uuid:pk>/", locks.declaration, name="declaration"),
    path("history/", history.history, name="history"),
    *of_the_audit,
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/who-can-see/", about.who_can_see, name="who_can_see"),
    path("about/help/", about.help_page, name="help"),
]
