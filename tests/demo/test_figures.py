"""The demonstration has figures: matched ones, one that waits, and followers."""

from datetime import timedelta

from figure_desk import publish

from vorlauf.db.engine import reading
from vorlauf.demo.figures import import_figures
from vorlauf.evaluation import figure_queries
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshot_queries import snapshots


def test_the_figures_of_the_demonstration_tell_of_its_posts(desk, hand_to_review, slot):
    number = hand_to_review("smi")
    publish(desk, number, slot)
    desk.now = slot + timedelta(days=7)

    import_figures(desk.engine, desk.directory, desk.now)

    with reading(desk.engine) as connection:
        (one,) = snapshots(connection)
        post = desk.post(number)
        known = figure_queries.latest_figures(connection, [post.id], desk.now)
        period = (slot.date(), desk.now.date(), desk.now)
        first, last = figure_queries.followers(connection, "linkedin", *period)
    assert (one.rows, one.matched) == (3, 2)
    counted = {(figure.metric, figure.share): figure.value for figure in known}
    assert counted[Metric.IMPRESSIONS, Share.ORGANIC] == 900
    assert counted[Metric.IMPRESSIONS, Share.PAID] == 2_400
    assert first.count < last.count
