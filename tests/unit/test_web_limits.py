"""Buckets and places: pure, so the clock is a number."""

from server.web.limits import Buckets, Places, TokenBucket
from server.web.site import is_loopback, same_origin


def test_bucket_lets_the_burst_pass_then_says_when() -> None:
    bucket = TokenBucket(rate=2.0, burst=3, at=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0, 0, 0, 500]
    assert bucket.take(0.25) == 250
    assert bucket.take(0.5) == 0


def test_bucket_never_holds_more_than_its_burst_and_bears_a_clock_that_stands() -> None:
    bucket = TokenBucket(rate=10.0, burst=2, at=100.0)
    assert [bucket.take(1_000.0), bucket.take(1_000.0), bucket.take(1_000.0)] == [0, 0, 100]
    assert bucket.take(999.0) == 100


def test_coming_back_does_not_fill_the_bucket() -> None:
    buckets = Buckets(rate=1.0, burst=1)
    assert buckets.take("device", 0.0) == 0
    assert buckets.take("device", 0.5) == 500
    assert buckets.take("other", 0.5) == 0


def test_full_buckets_are_forgotten_and_drained_ones_kept() -> None:
    buckets = Buckets(rate=1.0, burst=5)
    for key in range(1024):
        buckets.take(key, 0.0)
    for _ in range(5):
        buckets.take("drained", 10.0)
    assert buckets.take("drained", 10.0) > 0
    assert len(buckets._buckets) < 1024


def test_places_are_counted_per_address_and_given_back() -> None:
    places = Places(whole=3, per_address=1)
    assert places.take("10.0.0.1", loopback=False)
    assert not places.take("10.0.0.1", loopback=False)
    assert places.take("127.0.0.1", loopback=True)
    assert places.take("127.0.0.1", loopback=True)
    assert not places.take("10.0.0.2", loopback=False)
    places.give_back("10.0.0.1")
    assert places.take("10.0.0.2", loopback=False)


def test_only_loopback_is_loopback() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("")
    assert not is_loopback("localhost.evil.example")


def test_origin_is_none_or_ours() -> None:
    assert same_origin(None, "hub:7810")
    assert same_origin("https://hub:7810", "hub:7810")
    assert not same_origin("https://hub", "hub:7810")
    assert not same_origin("null", "hub:7810")
    assert not same_origin("", "hub:7810")
