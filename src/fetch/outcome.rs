//! What a try adds to what is known of a source.

use super::error::FetchError;
use super::freshness::{Bounds, Hints, next_due};
use super::request::Answer;
use super::route::{Routed, Unrouted};
use crate::model::health::{Failed, Good, Outcome};

/// What came of a try at `now` (seconds since 1970), for [`crate::model::Health::after`]. `hints`
/// are those of the feed that came, or of the one that is known when it is unchanged. `None` for a
/// try that was none: the reader called it off, or the host was left alone because it had asked
/// another of its sources for that.
pub fn outcome(
    routed: &Result<Routed, Unrouted>,
    hints: &Hints,
    bounds: &Bounds,
    now: i64,
) -> Option<Outcome> {
    match routed {
        Ok(routed) => {
            let told = routed.answer.told();
            let unchanged = matches!(routed.answer, Answer::Unchanged(_));
            Some(Outcome::Good(Good {
                validators: told.validators.clone(),
                next_due: Some(next_due(now, &told.freshness, hints, bounds)),
                moved_to: told.moved_to.clone(),
                way: routed.way.clone(),
                status: told.status.or(unchanged.then_some(304)),
                bytes: told.bytes_on_wire,
            }))
        }
        Err(unrouted) => {
            let reason = unrouted.reason();
            let held = |e: &FetchError| matches!(e, FetchError::Held { .. });
            let untried = unrouted.failures.iter().all(|failure| held(&failure.1));
            if reason.is_cancelled() || untried {
                return None;
            }
            let wait = reason.retry_after().and_then(|s| i64::try_from(s).ok());
            Some(Outcome::Failed(Failed {
                reason: unrouted.to_string(),
                status: reason.status(),
                retry_after: wait.map(|wait| now.saturating_add(wait)),
                gone: reason.is_gone(),
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Health;

    fn status(status: u16, retry_after: Option<u64>) -> FetchError {
        FetchError::Status {
            host: "riddle.example".to_owned(),
            status,
            retry_after,
        }
    }

    fn failed(errors: Vec<FetchError>) -> Option<Health> {
        let failures = errors.into_iter().map(|e| ("directly".to_owned(), e));
        let unrouted = Unrouted {
            failures: failures.collect(),
        };
        let outcome = outcome(&Err(unrouted), &Hints::default(), &Bounds::default(), 1_000);
        outcome.map(|outcome| Health::default().after(&outcome, 1_000))
    }

    #[test]
    fn a_failure_is_remembered_with_what_the_server_asks_for() {
        let busy = failed(vec![status(429, Some(600))]).expect("a try");
        assert_eq!((busy.retry_after, busy.failures), (Some(1_600), 1));
        let gone = failed(vec![status(410, None)]).expect("a try");
        assert!(gone.gone);
        // The word of the source itself counts more than that of the last way.
        let both = failed(vec![status(503, Some(60)), status(404, None)]).expect("a try");
        assert_eq!(
            (both.retry_after, both.last_status),
            (Some(1_060), Some(503))
        );
    }

    #[test]
    fn what_was_not_tried_is_not_remembered() {
        let host = || "riddle.example".to_owned();
        assert_eq!(failed(vec![FetchError::Cancelled]), None);
        assert_eq!(failed(vec![status(404, None), FetchError::Cancelled]), None);
        let held = FetchError::Held {
            host: host(),
            seconds: 9,
        };
        assert_eq!(failed(vec![held]), None);
    }
}
