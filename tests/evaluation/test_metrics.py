"""Metrics: one table says what each of them is."""

from vorlauf.evaluation.metrics import METRICS, Metric


def test_rates_and_stocks_are_not_summed():
    odd = {name for name, spec in METRICS.items() if spec.is_stock or spec.is_rate}

    assert odd == {Metric.FOLLOWERS, Metric.NETWORK_RATE, Metric.CLICK_RATE}


def test_impressions_and_views_are_two_things():
    assert Metric.IMPRESSIONS is not Metric.VIEWS
