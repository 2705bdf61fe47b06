"""Is the port free, and does the web server answer?"""

from __future__ import annotations

import http.client
import socket
import time

import click


def url(host: str, port: int) -> str:
    """The address to open in a browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def require_free(host: str, port: int, seconds: float = 4.0) -> None:
    """Returns when the port is free; waits for a server that is just ending.

    Raises ClickException if it stays in use or may not be used.
    """
    deadline = time.monotonic() + seconds
    while (reason := _hindrance(host, port)) and time.monotonic() < deadline:
        if "in use" not in reason:
            break
        time.sleep(0.2)
    if reason:
        raise click.ClickException(reason)


def _hindrance(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"Port {port} is for the system only. {_other(8000)}"
        except socket.gaierror:
            return f"{host} is not an address of this machine. Use --host 127.0.0.1."
        except OSError as error:
            if "assign" in (error.strerror or ""):
                return (
                    f"{host} is not an address of this machine. Use --host 127.0.0.1."
                )
            return f"Port {port} is in use by another program. {_other(port + 1)}"
    return ""


def _other(port: int) -> str:
    return f"Choose another: make run ARGS='--port {port}' (concord run --port {port})."


def answers(host: str, port: int) -> bool:
    """Whether the web server says that it is ready."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(target, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
