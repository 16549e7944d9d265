from extractor.confidence import lower_bound


def test_a_bound_knows_how_few_firings_it_rests_on():
    assert lower_bound(1, 1) < lower_bound(10, 10) < lower_bound(100, 100) < 1
    assert lower_bound(100, 100) >= 0.98
    assert lower_bound(50, 100) < 0.5
    assert lower_bound(0, 0) == 0.0 and lower_bound(0, 5) == 0.0
