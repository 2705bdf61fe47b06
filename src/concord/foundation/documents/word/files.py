"""The finished file, the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile

from docx.document import Document as WordDocument

# The earliest moment a zip entry can carry; the real date is in the properties.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def freeze(document: WordDocument) -> bytes:
    """The docx with no trace of the clock or of the machine it was made on."""
    written = io.BytesIO()
    document.save(written)
    frozen = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for entry in source.infolist():
            kept = zipfile.ZipInfo(entry.filename, _NO_TIME)
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.create_system = 3
            kept.external_attr = 0o644 << 16
            target.writestr(kept, source.read(entry))
    return frozen.getvalue()
