"""Any text becomes storable, and says so where it was cut."""

from __future__ import annotations

from carrot.models.text import storable


def test_ordinary_text_is_left_alone() -> None:
    assert storable("Grüße, 世界", 100) == "Grüße, 世界"


def test_nul_and_lone_surrogates_become_characters_that_databases_take() -> None:
    assert storable("a\x00b\ud800c", 100) == "a␀b?c"


def test_long_text_keeps_head_and_tail_and_says_how_much_is_gone() -> None:
    text = storable("a" * 5_000_000 + "the end", 1_000)

    assert text.startswith("aaa")
    assert text.endswith("the end")
    assert "4,999,008 bytes cut" in text
    assert len(text.encode()) < 1_100


def test_a_cut_never_splits_a_character() -> None:
    assert "�" not in storable("世" * 1_000, 1_000)
