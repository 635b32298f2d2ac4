"""The roster of the cluster, and which needs and offers meet, on both databases."""

from datetime import date

from engine import Case, Community
from plugins.party_lead import cluster
from plugins.party_lead.records import Cluster, ResourceItem

from .conftest import case_in


def roster(case: Case) -> Cluster:
    place = Community.get(Community.code == "PC-BHY")
    return Cluster.create(
        community=place,
        code="PC-BHY",
        title="滨和园社区“大党委”",
        members=[{"post": "委员", "name": "潘桂芳"}],
        communities=["CM-01", "CM-02", "CM-03"],
    )


def item(case: Case, kind: str, category: str, start: date | None, end: date | None) -> None:
    ResourceItem.create(
        case=case,
        community=case.community,
        list_kind=kind,
        category=category,
        content="场地",
        unit=kind,
        available_from=start,
        available_to=end,
    )


def test_a_nomination_of_another_community_leaves_the_roster_alone(demo):
    here = case_in("CM-07", "big_party_meeting")
    row = roster(here)
    cluster.update_roster(here, "N1", "李建军", "elected", "书记")
    assert Cluster.get_by_id(row.id).members == [{"post": "委员", "name": "潘桂芳"}]


def test_a_nomination_takes_the_place_of_the_one_before_in_the_same_post(demo):
    here = case_in("CM-02", "big_party_meeting")
    row = roster(here)
    cluster.update_roster(here, "N1", "李建军", "elected", "书记")
    cluster.update_roster(here, "N2", [{"id": None, "name": "王芳"}], "elected", "书记")
    names = [one["name"] for one in Cluster.get_by_id(row.id).members]
    assert names == ["潘桂芳", "王芳"]


def test_periods_that_only_touch_have_a_day_in_common(demo):
    here = case_in("PC-BHY", "big_party_meeting")
    item(here, "need", "place", date(2026, 3, 1), date(2026, 3, 31))
    item(here, "resource", "place", date(2026, 3, 31), None)
    item(here, "resource", "funds", date(2026, 4, 1), None)
    pairs = cluster.pair_up(here)["pairs"]
    assert [(one["same_category"], one["overlapping"]) for one in pairs] == [
        (True, True),
        (False, False),
    ]
