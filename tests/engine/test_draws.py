"""A draw by lot comes out the same for everybody, and only once."""

from __future__ import annotations

import hashlib

import pytest

from engine import Draw, Refused, draw_lots, is_sound, lots, publish_pool, start_case

NAMES = [f"代表{number:02d}" for number in range(1, 31)]


def published(town, **more):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    return publish_pool(case, "抽取代表", NAMES, 5, "开奖号码", **more)


def test_names_that_are_alike_and_places_that_are_not_there_are_refused(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    for names, places in ((["甲", "甲"], 1), (["甲"], 2), (["甲"], 0), ([], 1)):
        with pytest.raises(Refused):
            publish_pool(case, "x", names, places, "y")


def test_nothing_is_drawn_twice_and_nothing_without_a_seed(town):
    draw = published(town)
    with pytest.raises(Refused):
        draw_lots(draw.id, "  ")
    first = draw_lots(draw.id, "03 08 15 21 27 33+05").drawn
    with pytest.raises(Refused, match="不能重抽"):
        draw_lots(draw.id, "another")
    assert Draw.get_by_id(draw.id).drawn == first


def test_anybody_draws_the_same_with_nothing_but_sha256(town):
    draw = draw_lots(published(town).id, "03 08 15 21 27 33+05")
    by_hand = sorted(
        range(1, 31),
        key=lambda n: hashlib.sha256(f"03 08 15 21 27 33+05:{n}".encode()).hexdigest(),
    )[:5]
    assert draw.drawn == by_hand
    assert [lot.number for lot in lots(draw) if lot.place] == by_hand


def test_the_pool_is_bound_before_the_seed_is_known(town):
    draw = published(town)
    text = "".join(f"{n} {name}\n" for n, name in enumerate(NAMES, 1))
    assert draw.pool_digest == hashlib.sha256(text.encode()).hexdigest()
    assert (draw.seed, draw.drawn) == ("", None)


def test_a_pool_or_result_changed_afterwards_shows(town):
    draw = draw_lots(published(town).id, "7")
    assert is_sound(Draw.get_by_id(draw.id))
    Draw.update(drawn=[1, 2, 3, 4, 5]).where(Draw.id == draw.id).execute()
    assert not is_sound(Draw.get_by_id(draw.id))
    Draw.update(drawn=draw.drawn, pool=["换人", *NAMES[1:]]).where(Draw.id == draw.id).execute()
    assert not is_sound(Draw.get_by_id(draw.id))


def test_every_number_is_drawn_about_equally_often():
    from engine.draws import drawn_numbers

    counts = dict.fromkeys(range(1, 11), 0)
    for seed in range(2000):
        for number in drawn_numbers(10, 3, str(seed)):
            counts[number] += 1
    assert all(abs(count - 600) < 90 for count in counts.values())  # four standard deviations
