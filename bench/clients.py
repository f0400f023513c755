"""Clients in a process of their own: so many threads, each sending one call after the other on one connection."""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time


def main() -> None:
    """`python -m bench.clients '{"port": …, "clients": 16, "seconds": 5, "size": …, "key": …, "body": {…}}'`."""
    asked = json.loads(sys.argv[1])
    done: list[float] = []
    failed: list[str] = []
    ends = time.monotonic() + asked["seconds"]
    threads = [
        threading.Thread(target=client, args=(asked, number, ends, done, failed)) for number in range(asked["clients"])
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - started
    done.sort()
    told = {
        "calls": len(done),
        "per_second": len(done) / took,
        "p50_ms": 1000 * done[len(done) // 2] if done else None,
        "p99_ms": 1000 * done[len(done) * 99 // 100] if done else None,
        "failed": len(failed),
        "first_failure": failed[0] if failed else "",
    }
    sys.stdout.write(json.dumps(told))


def client(asked: dict, number: int, ends: float, done: list[float], failed: list[str]) -> None:
    """Sends calls until the time is over."""
    rng = random.Random(f"{asked['seed']}-{number}")
    with socket.create_connection(("127.0.0.1", asked["port"]), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = line.makefile("rb")
        calls = 0
        while time.monotonic() < ends:
            calls += 1
            began = time.monotonic()
            line.sendall(one_of(asked, rng, f"{asked['seed']}-{number}-{calls}"))
            status, body = answer(reader)
            if status in {200, 302}:
                done.append(time.monotonic() - began)
            else:
                failed.append(f"{status} {body[:300]!r}")


def one_of(asked: dict, rng: random.Random, name: str) -> bytes:
    """The next call: one of the pages asked for, else one consent of somebody."""
    if "pages" not in asked:
        return call(asked, rng.randrange(1, asked["size"] + 1), name)
    length = "Content-Length: 0\r\n" if asked["method"] == "POST" else ""
    return (
        f"{asked['method']} {rng.choice(asked['pages'])} HTTP/1.1\r\nHost: 127.0.0.1:{asked['port']}\r\n{length}\r\n"
    ).encode()


def call(asked: dict, person: int, name: str) -> bytes:
    """One PUT as it goes over the wire."""
    body = asked["body"] | {"evidence": {"kind": "web_form", "reference": name}}
    text = json.dumps(body).encode()
    head = (
        f"PUT /api/v1/persons/{person}/consents/EMARKETING HTTP/1.1\r\nHost: 127.0.0.1:{asked['port']}\r\n"
        f"Authorization: Bearer {asked['key']}\r\nIdempotency-Key: {name}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


def answer(reader) -> tuple[int, bytes]:
    """Status and body of one answer."""
    status = int(reader.readline().split()[1])
    length = 0
    while (line := reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, reader.read(length)


if __name__ == "__main__":
    main()
