"""Row policies, history, and what may never be entered."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import BY_PARTNERSHIP, Protect
from concord.directory import walls

OURS = BY_PARTNERSHIP.format(column="partnership_id")
PARTS = (
    "serviceatlocation",
    "phone",
    "contact",
    "schedule",
    "costoption",
    "language",
    "servicearea",
    "funding",
    "attribute",
)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("access", "0002_policies"),
        # The list of who is written to is one function; the referrers' part comes first.
        ("frontdoor", "0011_referrers"),
    ]

    operations = [
        Protect("directory_feed", using=OURS + walls.NOT_FOR_ALL, deletable=False),
        Protect(
            "directory_organisation",
            using=OURS + walls.HAS_PUBLISHED,
            deletable=False,
        ),
        Protect(
            "directory_taxonomy", using=OURS + walls.TAXONOMY_IN_USE, deletable=False
        ),
        Protect(
            "directory_taxonomyterm", using=OURS + walls.TERM_IN_USE, deletable=False
        ),
        Protect(
            "directory_service",
            using=OURS + walls.PUBLISHED,
            deletable=False,
            secret=("search_text",),
        ),
        *(
            Protect(f"directory_{part}", using=OURS + walls.OF_PUBLISHED)
            for part in PARTS
        ),
        Protect(
            "directory_location", using=OURS + walls.SEEN_SOMEWHERE, deletable=False
        ),
        Protect("directory_doubt", using=OURS + walls.NOT_FOR_ALL, deletable=False),
        Protect(
            "directory_providerlink",
            using=OURS + walls.NOT_FOR_ALL,
            deletable=False,
            secret=("digest",),
        ),
        Protect("directory_proposal", using=OURS + walls.NOT_FOR_ALL, deletable=False),
        migrations.RunSQL(walls.PLACES),
        migrations.RunSQL(walls.POST),
    ]
