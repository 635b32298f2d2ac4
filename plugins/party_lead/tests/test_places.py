"""For which organisations people open the procedures of this system."""

import pytest

from engine import Community, Person, Refused, start_case, viewer_of
from engine.procedures import places, procedure_of


def who(name: str):
    return viewer_of(Person.get(Person.name == name))


def opened_for(procedure: str, name: str) -> list[str]:
    return [node.code for node in places(procedure_of(procedure), who(name))]


def test_a_reform_task_of_one_community_is_refused(demo):
    with pytest.raises(Refused):
        start_case("reform_task", Community.get(Community.code == "CM-07"), who("胡长河"))


def test_what_is_the_subdistricts_is_opened_for_it_alone(demo):
    assert opened_for("reform_task", "胡长河") == ["SD-GC"]
    assert opened_for("annual_appraisal", "邓明辉") == ["SD-GC"]


def test_the_big_party_committee_meets_for_its_cluster(demo):
    assert opened_for("big_party_meeting", "杨红兵") == ["PC-BHY"]


def test_a_whistle_is_blown_for_any_community_one_works_for(demo):
    assert opened_for("joint_promotion", "杨红兵") == ["CM-01", "CM-02", "CM-03", "PC-BHY"]
