"""How fast a video is shown where a frame of it costs the window so and so much."""

import pytest

from display.media.tempo import LOOK_SECONDS, MOST, RATES, Tempo, following, slowness


def settled(cost: float, own: float, seconds: float = 60.0, tempo: Tempo | None = None) -> tuple[Tempo, list[float]]:
    """A video of so many frames a second, each ``cost`` seconds of the window's; and the rates it had."""
    tempo = tempo or Tempo()
    tempo.begin(0.0)
    now, rates = 0.0, [tempo.rate]
    while now < seconds and tempo.rate:
        now += max(1 / min(own, tempo.rate), cost)
        tempo.took(cost, now)
        if tempo.rate != rates[-1]:
            rates.append(tempo.rate)
    return tempo, rates


@pytest.mark.parametrize(
    ("cost", "own", "rate"),
    [(0.001, 25, 30), (0.012, 25, 30), (0.012, 60, 30), (0.02, 25, 15), (0.04, 25, 7.5), (0.2, 25, 0), (0.2, 1, 30)],
)
def test_a_video_gets_the_rate_that_the_window_can_afford_and_keeps_it(cost: float, own: float, rate: float) -> None:
    tempo, rates = settled(cost, own)
    assert tempo.rate == rate
    assert rates == sorted(rates, reverse=True)  # it never swings


@pytest.mark.parametrize("cost", [n / 500 for n in range(1, 100)])
def test_no_video_that_moves_takes_more_of_the_window_than_it_may(cost: float) -> None:
    tempo, _ = settled(cost, 25)
    assert min(25, tempo.rate) * cost <= MOST + 0.01


def test_it_is_as_fast_as_before_soon_after_the_window_has_time_again() -> None:
    tempo, _ = settled(0.04, 25)
    _, rates = settled(0.004, 25, seconds=3 * LOOK_SECONDS, tempo=tempo)
    assert rates == [7.5, 15, 30]


def test_one_slow_frame_is_no_reason() -> None:
    tempo = Tempo()
    tempo.begin(0.0)
    tempo.took(1.0, 1.0)
    for n in range(30):
        tempo.took(0.005, 1.1 + n / 10)
    assert tempo.rate == RATES[0]


def test_what_stood_still_moves_again_with_the_next_item() -> None:
    tempo, _ = settled(0.2, 25)
    assert tempo.rate == 0
    tempo.begin(100.0)
    assert tempo.rate == RATES[-2]


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_changes_by_one_step_at_most(rate: float) -> None:
    steps = {abs(RATES.index(following(rate, share / 10)) - RATES.index(rate)) for share in range(11)}
    assert steps <= {0, 1}


@pytest.mark.parametrize(
    ("seen", "own", "words"),
    [
        (25, 25, ""),
        (21, 25, ""),
        (29, 60, ""),  # more than the fastest rate nobody gets
        (12.4, 25, "12 instead of 25 frames a second"),
        (0, 25, "one frame, as a picture"),
    ],
)
def test_who_sees_clearly_less_than_there_is_is_told(seen: float, own: float, words: str) -> None:
    assert slowness(seen, own) == words
