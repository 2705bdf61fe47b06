"""Counting a file that was uploaded."""

from __future__ import annotations

from concord.access.actor import Actor, acting_as
from concord.evidence.actions import extracts
from concord.evidence.extracts import uploads
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.extracts.workbooks import UPLOADED
from concord.evidence.models import Extract
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger

log = get_logger(__name__)

PRINCIPAL = "evidence.extracts"
NOT_HERE = (
    "The file is not where the worker looks: web and worker have to share the folder "
    "CONCORD_HOME. Upload it again once they do, or load it by the command."
)


@app.task(name="evidence.count_file", retry=RETRY)
def count_file(partnership_id: int, extract_id: str) -> None:
    """Count one upload. A killed worker's job goes on after the last checkpoint."""
    by = Actor.from_job(PRINCIPAL, partnership_id)
    with acting_as(by):
        extract = (
            Extract.objects.visible_to(by)
            .select_related("mapping_version__mapping")
            .get(pk=extract_id)
        )
    if extract.state == Extract.State.RECORDED:
        return
    path = uploads.place_of(extract)
    if not path.exists():
        with acting_as(by):
            extracts.refuse(extract=extract, why=NOT_HERE, by=by)
        return
    covers = (extract.covers_first, extract.covers_last)
    try:
        load(Asked(path, extract.mapping_version, covers, limits=UPLOADED), by=by)
    except CannotCount:
        # It is kept with the extract, and the page says it.
        log.info("extract_refused", subject_id=extract_id)
    uploads.remove(path)
