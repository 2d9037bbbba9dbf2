//! Files are for this user alone, whatever the umask: a test of its own, for a umask is the whole
//! process's.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use rustix::fs::Mode;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use store_fixture::*;

#[test]
fn files_are_0600_and_folders_0700_whatever_the_umask() {
    for umask in [0o000, 0o022, 0o077, 0o777] {
        let place = Place::new();
        let old = rustix::process::umask(Mode::from_raw_mode(umask));
        let mut store = place.open();
        store
            .add_articles(&lantern(), &[article(1)])
            .expect("added");
        store.add_opened(&lantern(), &[review()]).expect("added");
        store
            .bookmark(&op(&lantern(), star(), &[article(1).id]), &article(1))
            .expect("bookmarked");
        store
            .keep_session(&tidings::store::Session::default())
            .expect("kept");
        let mut damaged = fs::read(place.state()).expect("read");
        damaged.extend(b"garbage\n");
        fs::write(place.state(), damaged).expect("written");
        let store = place.open();
        assert_eq!(store.troubles().len(), 1);
        rustix::process::umask(old);
        let found = files(place.root());
        assert_eq!(found.len(), 11, "{found:?}");
        for path in found {
            let folder = path.parent().expect("a folder");
            for (path, mode) in [(path.as_path(), 0o600), (folder, 0o700)] {
                let found = fs::metadata(path).expect("there").permissions().mode();
                assert_eq!(found & 0o777, mode, "{umask:o}: {}", path.display());
            }
        }
    }
}
