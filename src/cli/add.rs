//! `tidings add`: a feed, a site or a file subscribed to.

use super::args::Add;
use super::refresh::called_off;
use super::sources::{status, subscriptions};
use super::{NOT_KEPT, PARTLY, REFUSED, Settings, complain, print, tell};
use crate::jobs::Desk;
use crate::jobs::add::{AddError, Looked, Wishes};
use crate::jobs::refresh::{Work, fetcher};
use crate::model::Group;
use std::path::Path;

/// Looks what is at the address, and subscribes to it.
pub(super) fn run(args: &Add, settings: &Settings) -> u8 {
    let is_here = !args.address.contains("://") && Path::new(&args.address).exists();
    if settings.offline && !is_here {
        complain("nothing was asked: --offline forbids the network");
        return REFUSED;
    }
    let subscriptions = subscriptions(settings);
    let fetcher = fetcher(&settings.config.pace);
    let cancel = called_off();
    let work = Work {
        subscriptions: &subscriptions,
        defaults: &settings.config.fetch,
        pace: &settings.config.pace,
        fetcher: &fetcher,
        cancel: &cancel,
    };
    let wishes = Wishes {
        title: args.title.clone(),
        group: args.group.as_deref().map(Group::parse).unwrap_or_default(),
        tags: args.tags.clone(),
    };
    let mut desk = Desk::open(settings.paths.clone());
    let chosen = desk
        .look_at(&args.address, &wishes, &work)
        .map(|looked| choose(looked, &args.address));
    let candidate = match chosen {
        Ok(Some(candidate)) => candidate,
        Ok(None) => return REFUSED,
        Err(error) => {
            complain(&error.to_string());
            return REFUSED;
        }
    };
    match desk.subscribe(&settings.subscriptions(), candidate, &wishes) {
        Ok(added) => {
            let articles = match added.articles {
                1 => "1 article".to_owned(),
                n => format!("{n} articles"),
            };
            print(&format!("Added: {}, {articles}\n", added.name))
        }
        Err(AddError::NotSubscribed(error)) => {
            complain(&error.to_string());
            status(&error)
        }
        Err(AddError::NotKept(error)) => {
            complain(&format!("added, but its articles were not kept: {error}"));
            NOT_KEPT.max(PARTLY)
        }
        Err(error) => {
            complain(&error.to_string());
            REFUSED
        }
    }
}

/// The feed that is meant. The others are named; where it is not plain which is meant, none is
/// taken.
fn choose(looked: Looked, address: &str) -> Option<crate::jobs::add::Candidate> {
    let Looked {
        mut candidates,
        best,
    } = looked;
    let line = |candidate: &crate::jobs::add::Candidate| {
        let about = candidate.about();
        let about = if about.is_empty() {
            about
        } else {
            format!(", {about}")
        };
        format!(
            "  {}  {} ({}{about})",
            candidate.place(),
            candidate.title(),
            candidate.format()
        )
    };
    match best {
        Some(best) => {
            let chosen = candidates.remove(best);
            if !candidates.is_empty() {
                tell(&format!(
                    "{address} names more feeds; to add one, give its address:"
                ));
                candidates.iter().for_each(|other| tell(&line(other)));
            }
            Some(chosen)
        }
        None => {
            complain(&format!(
                "{address} names {} feeds; say which, by its address:",
                candidates.len()
            ));
            candidates.iter().for_each(|other| tell(&line(other)));
            None
        }
    }
}
