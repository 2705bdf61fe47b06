from __future__ import annotations

import pytest
from django.db import models
from django.test.utils import isolate_apps

from concord.foundation.classified import (
    Class,
    WronglyClassified,
    classes_of,
    classified,
    classified_columns,
    classified_table,
    declaring,
)
from concord.foundation.post.models import Message


def test_a_model_may_differ_from_the_abstract_one_it_inherits_from() -> None:
    with isolate_apps("concord.foundation.observing"):

        @classified(internal="began ended")
        class Lasting(models.Model):
            began = models.DateField()
            ended = models.DateField()

            class Meta:
                app_label = "observing"
                abstract = True

        @classified(special="began")
        class Illness(Lasting):
            class Meta:
                app_label = "observing"

            def __str__(self) -> str:
                return f"illness {self.pk}"

    assert classes_of(Illness) == {
        "id": Class.INTERNAL,
        "began": Class.SPECIAL,
        "ended": Class.INTERNAL,
    }


def test_a_name_that_is_no_field_is_refused_with_the_way_out() -> None:
    with pytest.raises(WronglyClassified, match='Message has no field "to", "word"'):
        classified(internal="letter to word")(Message)
    assert classes_of(Message)["address"] is Class.PERSONAL, "the first one stays"


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(WronglyClassified, match='"name" is classified twice, as int'):
        classified(internal="name", personal="name")
    with pytest.raises(WronglyClassified, match='"name" is classified twice'):
        classified(internal="name age name")


def test_a_model_is_classified_in_one_place() -> None:
    with pytest.raises(WronglyClassified, match="Message is classified in two places"):
        classified(internal="letter")(Message)


def test_a_table_is_classified_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "_OF_TABLES", {})
    classified_table("access.invented", internal="key")
    assert classified_columns()["access.invented"] == {"key": Class.INTERNAL}
    with pytest.raises(WronglyClassified, match=r"access\.invented is classified in"):
        classified_table("access.invented", public="key")
