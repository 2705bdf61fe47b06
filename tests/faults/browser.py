"""A signed-in person's requests by plain HTTP."""

from __future__ import annotations

import http.client
import urllib.parse
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = "t" * 32  # any value does, as long as cookie and form say the same


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    text: str = ""
    location: str = ""


@dataclass(frozen=True)
class Browser:
    """One session of one person."""

    port: int
    session: str

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"", "")

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        file: tuple[str, str, bytes] | None = None,
    ) -> Answer:
        """Sends a form; `file` is the name of its field, the file's name, its bytes."""
        fields = {**fields, "csrfmiddlewaretoken": TOKEN}
        if file is None:
            body = urllib.parse.urlencode(fields).encode()
            return self._send("POST", path, body, "application/x-www-form-urlencoded")
        mark = uuid.uuid4().hex
        body = b"".join(
            _part(mark, f'name="{name}"', value.encode())
            for name, value in fields.items()
        )
        body += _part(mark, f'name="{file[0]}"; filename="{file[1]}"', file[2])
        body += f"--{mark}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={mark}")

    def _send(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": f"session={self.session}; csrftoken={TOKEN}",
            **({"Content-Type": kind} if kind else {}),
        }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, text, answer.getheader("Location", ""))
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()


def _part(mark: str, named: str, value: bytes) -> bytes:
    head = f"--{mark}\r\nContent-Disposition: form-data; {named}\r\n\r\n"
    return head.encode() + value + b"\r\n"
