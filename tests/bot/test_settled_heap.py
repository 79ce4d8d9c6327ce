"""What a server keeps is not looked at by the garbage collector, and what is garbage is still let go."""

from __future__ import annotations

import gc
import weakref

from bot.settled_heap import settle


def test_what_lives_is_not_gone_through_again_and_what_is_dead_is_let_go():
    class Model:
        def __init__(self) -> None:
            self.itself = self

    alive, dead = Model(), weakref.ref(Model())
    try:
        settle()
        assert gc.get_freeze_count() > 1000
        assert dead() is None
        assert not any(each is alive for each in gc.get_objects())
        gone = weakref.ref(alive)
        del alive
        settle()  # what was frozen and is garbage meanwhile
        assert gone() is None
    finally:
        gc.unfreeze()
