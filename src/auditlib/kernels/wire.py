"""Messages between a build and the process its kernels come from.

Belongs here: framing over a Unix socket, with file descriptors. Does not belong here: what messages mean.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def send(channel: socket.socket, message: dict[str, Any], files: tuple[int, ...] = ()) -> None:
    """Send one message, and open files with it."""
    body = json.dumps(message).encode()
    socket.send_fds(channel, [_LENGTH.pack(len(body))], files)
    channel.sendall(body)


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Wait for one message and the files that came with it; None if the other side has gone."""
    head, files, _, _ = socket.recv_fds(channel, _LENGTH.size, 4)
    head += _exactly(channel, _LENGTH.size - len(head)) if head else b""
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = _exactly(channel, length)
    return (json.loads(body), list(files)) if len(body) == length else None


def _exactly(channel: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        part = channel.recv(length - len(found))
        if not part:
            break
        found += part
    return bytes(found)
