"""Starting the server: what it is set to before it answers."""

import socket

from geomon.ui.serving import answer_at_once


def test_answers_leave_as_they_are_written():
    with socket.socket(socket.AF_INET) as listening, socket.socket(socket.AF_INET) as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        answer_at_once()
        with socket.create_connection(listening.getsockname()) as asking, listening.accept()[0] as taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert asking.fileno() >= 0
