"""Traditional, Simplified and Japanese characters."""

from __future__ import annotations

from bot.nlu.chinese import count_japanese, count_never_japanese, count_simplified, count_traditional, to_simplified


def test_traditional_becomes_simplified_without_moving_anything():
    assert to_simplified("請問學費多少 abc") == "请问学费多少 abc"


def test_characters_of_one_standard_only_are_counted():
    assert count_traditional("學費") == 2
    assert count_simplified("學費") == 0
    assert count_simplified("学费") == 2
    assert count_traditional("学费") == 0
    assert count_traditional("著名") == count_simplified("著名") == 0


def test_japanese_forms_are_told_from_both_chinese_ones():
    assert count_japanese("図書館の試験") == 2
    assert count_japanese("圖書館 图书馆") == 0


def test_simplified_forms_that_japanese_shares_do_not_rule_it_out():
    assert count_never_japanese("闺女 进业书") == 4
    assert count_never_japanese("大学院進学 留学説明会 点画当号台区 国会図書館 提携 机 雇") == 0
