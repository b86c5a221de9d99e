//! Where things live.

use super::Environment;
use etcetera::app_strategy::{AppStrategy, AppStrategyArgs};
use std::path::PathBuf;

/// The program's folders. None of them has to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// What the learner sets.
    pub config: PathBuf,
    /// What the learner would miss.
    pub data: PathBuf,
    /// What nobody would miss: logs, crash reports.
    pub state: PathBuf,
}

/// The system knows no home folder for this user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no home folder is known for this user; set COLDSTART_HOME to a folder for progress and settings")]
pub struct NoHome;

impl Folders {
    /// `COLDSTART_HOME` for everything; else the XDG base directories on Unix, macOS included, and the roaming and local application
    /// data on Windows.
    pub fn find(environment: &Environment) -> Result<Self, NoHome> {
        if let Some(home) = &environment.home {
            return Ok(Self { config: home.clone(), data: home.clone(), state: home.clone() });
        }
        let name = AppStrategyArgs { app_name: "coldstart".to_owned(), ..AppStrategyArgs::default() };
        #[cfg(windows)]
        let strategy = etcetera::app_strategy::Windows::new(name);
        #[cfg(not(windows))]
        let strategy = etcetera::app_strategy::Xdg::new(name);
        let strategy = strategy.map_err(|_| NoHome)?;
        Ok(Self {
            config: strategy.config_dir(),
            data: strategy.data_dir(),
            state: strategy.state_dir().unwrap_or_else(|| strategy.cache_dir()),
        })
    }

    /// Settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The learner's own themes.
    pub fn theme_folder(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// Every learner's progress.
    pub fn progress_file(&self) -> PathBuf {
        self.data.join("progress.db")
    }

    /// Named calculations.
    pub fn calculations_file(&self) -> PathBuf {
        self.data.join("calculations.json")
    }

    /// Written reports of exams and interviews.
    pub fn reports_folder(&self) -> PathBuf {
        self.data.join("reports")
    }

    /// What the program notes while it runs.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("coldstart.log")
    }

    /// Reports of crashes.
    pub fn crash_folder(&self) -> PathBuf {
        self.state.join("crashes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn coldstart_home_overrides_all() {
        let environment =
            Environment::from_variables(|name| (name == "COLDSTART_HOME").then(|| "/portable".into()));
        let folders = Folders::find(&environment).unwrap();
        assert_eq!(folders.config_file(), Path::new("/portable/config.toml"));
        assert_eq!(folders.progress_file(), Path::new("/portable/progress.db"));
        assert_eq!(folders.log_file(), Path::new("/portable/coldstart.log"));
    }

    #[test]
    fn without_it_the_folders_differ_and_carry_the_name() {
        let Ok(folders) = Folders::find(&Environment::from_variables(|_| None)) else { return };
        for folder in [&folders.config, &folders.data, &folders.state] {
            assert!(folder.is_absolute() && folder.to_string_lossy().contains("coldstart"), "{folder:?}");
        }
        assert_ne!(folders.config, folders.data);
    }
}
