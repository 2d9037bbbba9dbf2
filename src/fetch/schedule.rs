//! Who is asked now, and who later. Pure.

use crate::model::health::Health;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The reader, now.
    ByHand,
    /// A clock: `--due`, or an interval.
    ByClock,
}

/// What the reader set for a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Seconds between two refreshes; none when it is refreshed by hand alone.
    pub interval: Option<i64>,
    /// The source rests.
    pub paused: bool,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is asked.
    Now,
    /// Not before this time, in seconds since 1970.
    NotBefore(i64, Why),
    /// Not until the reader does something.
    Never(Why),
}

/// Why a source is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The server said it is gone for good.
    Gone,
    /// The reader paused it.
    Paused,
    /// It has no interval.
    ByHandOnly,
    /// The server asked to be left alone.
    RetryAfter,
    /// It failed, and more often in a row is later.
    BackOff,
    /// Server and feed say that nothing new comes sooner.
    Fresh,
    /// Its interval is not over.
    Interval,
}

/// Whether the source `id` is asked at `now` (seconds since 1970).
pub fn verdict(health: &Health, plan: &Plan, id: &str, asked: Asked, now: i64) -> Verdict {
    if health.gone {
        return Verdict::Never(Why::Gone);
    }
    if plan.paused {
        return Verdict::Never(Why::Paused);
    }
    if let Some(until) = health.retry_after.filter(|until| *until > now) {
        return Verdict::NotBefore(until, Why::RetryAfter);
    }
    if asked == Asked::ByHand {
        return Verdict::Now;
    }
    let Some(interval) = plan.interval else {
        return Verdict::Never(Why::ByHandOnly);
    };
    let Some(tried) = health.last_try else {
        return Verdict::Now;
    };
    // A clock that was set back must not silence a source for years.
    let tried = tried.min(now);
    let reasons = if health.failures > 0 {
        let wait = back_off(health.failures, interval, id);
        vec![(tried.saturating_add(wait), Why::BackOff)]
    } else {
        let fresh = health
            .next_due
            .unwrap_or(0)
            .min(now.saturating_add(7 * DAY));
        let over = tried.saturating_add(interval);
        vec![(over, Why::Interval), (fresh, Why::Fresh)]
    };
    match reasons.into_iter().max_by_key(|reason| reason.0) {
        Some((until, why)) if until > now => Verdict::NotBefore(until, why),
        _ => Verdict::Now,
    }
}

/// When the source `id` is asked next by the clock, in seconds since 1970: `now` where it is due,
/// `None` where it is not asked until the reader does something.
pub fn next(health: &Health, plan: &Plan, id: &str, now: i64) -> Option<i64> {
    match verdict(health, plan, id, Asked::ByClock, now) {
        Verdict::Now => Some(now),
        Verdict::NotBefore(until, _) => Some(until),
        Verdict::Never(_) => None,
    }
}

/// How long a source that failed so often in a row is left alone, in seconds: its interval, twice
/// that, four times, at most a day (or its interval, where that is longer); and up to a tenth more
/// that depends on the source, so that those which failed together do not all come back at once.
pub fn back_off(failures: u32, interval: i64, id: &str) -> i64 {
    let interval = interval.max(MINUTE);
    let doubled = failures.saturating_sub(1).min(20);
    let wait = interval.saturating_mul(1 << doubled);
    let wait = wait.min(interval.max(DAY));
    wait.saturating_add(wait / 1_000 * (spread(id) % 101))
}

/// A number that is always the same for a source (FNV-1a).
fn spread(id: &str) -> i64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::try_from(hash >> 2).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * MINUTE;
    const NOW: i64 = 1_000 * DAY;

    fn plan(interval: Option<i64>, paused: bool) -> Plan {
        Plan { interval, paused }
    }

    #[test]
    fn who_is_asked() {
        let never = Health::default();
        let tried = |ago| Health {
            last_try: Some(NOW - ago),
            ..Health::default()
        };
        let fresh = Health {
            next_due: Some(NOW + 50),
            ..tried(2 * HOUR)
        };
        let fresh_for_ever = Health {
            next_due: Some(i64::MAX),
            ..tried(2 * HOUR)
        };
        let busy = Health {
            retry_after: Some(NOW + 9),
            failures: 1,
            ..tried(3 * HOUR)
        };
        let was_busy = Health {
            retry_after: Some(NOW - 9),
            failures: 1,
            ..tried(3 * HOUR)
        };
        let gone = Health {
            gone: true,
            ..tried(90 * DAY)
        };
        let failing = Health {
            failures: 3,
            ..tried(2 * HOUR)
        };
        let hourly = plan(Some(HOUR), false);
        let paused = plan(Some(HOUR), true);
        let by_hand = plan(None, false);
        use {Asked::*, Verdict::*};
        for (name, health, plan, asked, expected) in [
            ("new", &never, hourly, ByClock, Now),
            ("over", &tried(HOUR), hourly, ByClock, Now),
            (
                "not over",
                &tried(HOUR - 1),
                hourly,
                ByClock,
                NotBefore(NOW + 1, Why::Interval),
            ),
            ("by hand", &tried(1), hourly, ByHand, Now),
            (
                "fresh",
                &fresh,
                hourly,
                ByClock,
                NotBefore(NOW + 50, Why::Fresh),
            ),
            ("fresh, by hand", &fresh, hourly, ByHand, Now),
            (
                "for ever",
                &fresh_for_ever,
                hourly,
                ByClock,
                NotBefore(NOW + 7 * DAY, Why::Fresh),
            ),
            (
                "busy",
                &busy,
                hourly,
                ByClock,
                NotBefore(NOW + 9, Why::RetryAfter),
            ),
            (
                "busy, by hand",
                &busy,
                hourly,
                ByHand,
                NotBefore(NOW + 9, Why::RetryAfter),
            ),
            ("was busy", &was_busy, hourly, ByClock, Now),
            ("gone", &gone, hourly, ByClock, Never(Why::Gone)),
            ("gone, by hand", &gone, hourly, ByHand, Never(Why::Gone)),
            ("paused", &never, paused, ByHand, Never(Why::Paused)),
            (
                "no interval",
                &never,
                by_hand,
                ByClock,
                Never(Why::ByHandOnly),
            ),
            ("no interval, by hand", &never, by_hand, ByHand, Now),
            ("failing, by hand", &failing, hourly, ByHand, Now),
            (
                "clock set back",
                &tried(-90 * DAY),
                hourly,
                ByClock,
                NotBefore(NOW + HOUR, Why::Interval),
            ),
        ] {
            assert_eq!(verdict(health, &plan, "a", asked, NOW), expected, "{name}");
        }
        let verdict = verdict(&failing, &hourly, "a", ByClock, NOW);
        assert!(matches!(verdict, NotBefore(until, Why::BackOff) if until >= NOW + 2 * HOUR));
    }

    #[test]
    fn the_wait_doubles_up_to_a_day_and_differs_by_source() {
        for (failures, least) in [
            (1, HOUR),
            (2, 2 * HOUR),
            (3, 4 * HOUR),
            (9, DAY),
            (u32::MAX, DAY),
        ] {
            let wait = back_off(failures, HOUR, "riddle");
            assert!(
                (least..=least + least / 10).contains(&wait),
                "{failures}: {wait}"
            );
            assert_eq!(wait, back_off(failures, HOUR, "riddle"));
        }
        assert!(back_off(5, 3 * DAY, "a") >= 3 * DAY);
        assert!(back_off(u32::MAX, i64::MAX, "a") > 0);
        let waits: std::collections::HashSet<i64> = (0..50)
            .map(|n| back_off(4, HOUR, &format!("source {n}")))
            .collect();
        assert!(waits.len() > 25, "{waits:?}");
    }
}
