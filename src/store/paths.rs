//! Which folders hold what: the disposable cache, the reader's data, the configuration, the log.

use super::error::StoreError;
use directories::ProjectDirs;
use std::path::PathBuf;

/// The folders of this user. Nothing is created by naming them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// What can be fetched again; deleting it loses nothing the reader did.
    pub cache: PathBuf,
    /// Marks, bookmarks and opened files.
    pub data: PathBuf,
    /// The configuration.
    pub config: PathBuf,
    /// The log.
    pub state: PathBuf,
}

impl Paths {
    /// The folders the platform gives (XDG on Linux), or `data_dir` and `cache_dir` where the
    /// reader named them; a named data folder holds the log too, so that such a run leaves nothing
    /// elsewhere. Relative names count from the current folder.
    ///
    /// # Errors
    /// [`StoreError::NoHome`] when a folder is needed that only a home folder can give.
    pub fn find(
        data_dir: Option<PathBuf>,
        cache_dir: Option<PathBuf>,
    ) -> Result<Paths, StoreError> {
        let project = ProjectDirs::from("", "", "tidings");
        Paths::under(project.as_ref(), data_dir, cache_dir)
    }

    fn under(
        project: Option<&ProjectDirs>,
        data_dir: Option<PathBuf>,
        cache_dir: Option<PathBuf>,
    ) -> Result<Paths, StoreError> {
        let whole = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let data_dir = data_dir.map(whole);
        let cache_dir = cache_dir.map(whole);
        let given = |path: Option<PathBuf>| path.ok_or(StoreError::NoHome);
        let data = given(
            data_dir
                .clone()
                .or_else(|| project.map(|p| p.data_dir().to_owned())),
        )?;
        let cache = given(cache_dir.or_else(|| project.map(|p| p.cache_dir().to_owned())))?;
        let config = project.map_or_else(|| data.join("config"), |p| p.config_dir().to_owned());
        let state = match (data_dir, project.and_then(ProjectDirs::state_dir)) {
            (None, Some(state)) => state.to_owned(),
            _ => data.clone(),
        };
        Ok(Paths {
            cache,
            data,
            config,
            state,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_folders_win_and_need_no_home() {
        let paths = Paths::under(None, Some("/d".into()), Some("/c".into())).expect("both named");
        assert_eq!(paths.data, PathBuf::from("/d"));
        assert_eq!(paths.cache, PathBuf::from("/c"));
        assert_eq!(paths.state, PathBuf::from("/d"));
        assert_eq!(paths.config, PathBuf::from("/d/config"));
    }

    #[test]
    fn without_a_home_the_reader_is_told_what_to_do() {
        for (data, cache) in [(None, None), (Some("/d"), None), (None, Some("/c"))] {
            let error = Paths::under(None, data.map(PathBuf::from), cache.map(PathBuf::from))
                .expect_err("no home");
            assert!(error.to_string().contains("HOME"), "{error}");
        }
    }

    #[test]
    fn a_relative_name_counts_from_here() {
        let paths = Paths::under(None, Some("d".into()), Some("c".into())).expect("both named");
        assert!(paths.data.is_absolute() && paths.cache.is_absolute());
    }
}
