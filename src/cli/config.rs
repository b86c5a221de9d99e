//! The settings in force, and `coldstart config`: where they are, what they are, what is wrong with them.

use super::output::{Done, Failure, Out};
use super::{Common, problems};
use crate::content::{Problem, Sources};
use crate::platform::{Environment, Folders, write_whole};
use crate::settings::{self, FROM_ENVIRONMENT, Origin, Setting, Settings, Value};
use crate::text::printable;
use crate::ui::{ThemeFile, Themes};
use std::io;
use std::path::{Path, PathBuf};

/// The largest file of settings or of a theme that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Arguments of `coldstart config`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum What {
    /// Print where config.toml is, or would be.
    Path,
    /// Print every setting in force and where it comes from; the output could stand in config.toml's place.
    Print,
    /// Print every problem of config.toml and of the themes beside it.
    Check,
}

/// The settings of this run, and what was wrong on the way to them.
#[derive(Debug, Clone, Default)]
pub(super) struct InForce {
    pub(super) settings: Settings,
    pub(super) themes: Themes,
    /// Where settings are written; `None` where no home folder is known.
    pub(super) file: Option<PathBuf>,
    /// Problems of the files.
    problems: Vec<Problem>,
    /// Problems of the environment, and files that could not be read.
    others: Vec<String>,
    sources: Sources,
}

impl InForce {
    /// Puts the layers over each other: defaults, file, environment, flags.
    ///
    /// # Errors
    /// Where a flag names something that does not exist. Whatever else is wrong leaves the default in force.
    pub(super) fn load(common: &Common, environment: &Environment) -> Result<Self, Failure> {
        let mut found = Self::default();
        if let Ok(folders) = Folders::find(environment) {
            found.read_files(&folders);
        }
        let names = found.themes.names();
        for key in FROM_ENVIRONMENT {
            let Some(word) = environment.setting(key) else { continue };
            if let Err(why) = found.settings.set_word(key, word, Origin::Environment, &names) {
                found.others.push(format!("{}: {why}; it is ignored", settings::variable(key)));
            }
        }
        let flags = [
            ("theme", common.theme.as_deref()),
            ("ascii", common.ascii.then_some("true")),
            ("reduced_motion", common.reduced_motion.then_some("true")),
        ];
        for (key, word) in flags {
            let Some(word) = word else { continue };
            found.settings.set_word(key, word, Origin::Flag, &names).map_err(Failure::input)?;
        }
        Ok(found)
    }

    /// Whether only ASCII is drawn.
    pub(super) fn ascii(&self, environment: &Environment) -> bool {
        self.settings.ascii.unwrap_or(!environment.utf8)
    }

    /// What is wrong, in a sentence or two; `None` where nothing is.
    pub(super) fn notice(&self) -> Option<String> {
        let mut all = self.problems.iter().map(ToString::to_string).chain(self.others.iter().cloned());
        let first = printable(&all.next()?).into_owned();
        Some(match all.count() {
            0 => first,
            more => format!("{first}; and {more} more, see `coldstart config check`"),
        })
    }

    /// The folders of packs that the file names. A relative path starts at the file's folder, `~/` at the home folder.
    pub(super) fn packs(&self, environment: &Environment) -> Vec<PathBuf> {
        let folder = self.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let place = |pack: &String| match (pack.strip_prefix("~/"), &environment.user_home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => folder.join(pack),
        };
        self.settings.packs.iter().map(place).collect()
    }

    fn read_files(&mut self, folders: &Folders) {
        let mut themes = Vec::new();
        for path in theme_files(&folders.theme_folder()) {
            let Some(name) = path.file_stem().map(|name| name.to_string_lossy().into_owned()) else {
                continue;
            };
            if let Some(text) = self.read(&path) {
                themes.push(ThemeFile { name, path: path.display().to_string(), text });
            }
        }
        let (loaded, problems) = Themes::load(&themes);
        self.themes = loaded;
        self.problems.extend(problems);
        let path = folders.config_file();
        if let Some(text) = self.read(&path) {
            let (read, problems) = Settings::read(&path.display().to_string(), &text, &self.themes.names());
            self.settings = read;
            self.problems.splice(0..0, problems);
        }
        self.file = Some(path);
    }

    /// The text of a file; `None` where there is none, or where it cannot be read, which is noted.
    fn read(&mut self, path: &Path) -> Option<String> {
        match read_text(path) {
            Ok(text) => {
                self.sources.insert(path.display().to_string(), text.clone());
                Some(text)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                self.others.push(format!("{}: {error}; it is ignored", path.display()));
                None
            }
        }
    }

    /// Writes one setting to the file.
    ///
    /// # Errors
    /// A sentence on why it could not be written; the file is as it was.
    pub(super) fn save(&self, setting: Setting, value: Option<&Value>) -> Result<(), String> {
        let path = self.file.as_deref().ok_or("no home folder is known; set COLDSTART_HOME to one")?;
        let shown = path.display().to_string();
        let at = |error: io::Error| format!("{shown}: {error}");
        let text = match read_text(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(at(error)),
        };
        let changed = settings::change(&shown, &text, setting.key(), value).map_err(|why| why.to_string())?;
        if changed == text {
            return Ok(());
        }
        // Another file put in its place would get round what its owner has forbidden.
        if path.metadata().is_ok_and(|metadata| metadata.permissions().readonly()) {
            return Err(format!("{shown} is read-only"));
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(at)?;
        }
        write_whole(path, changed.as_bytes()).map_err(at)
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    if path.metadata()?.len() > LARGEST {
        return Err(io::Error::other("the file is larger than 1 MiB"));
    }
    let bytes = std::fs::read(path)?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("this is not UTF-8"))
}

/// The theme files of a folder, by name; hidden ones are not read.
fn theme_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let wanted = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "toml")
            && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    let mut files: Vec<PathBuf> = entries.filter(wanted).collect();
    files.sort();
    files
}

/// Runs the command.
pub(super) fn run(args: &Args, in_force: &InForce, out: &mut Out) -> Done {
    let path = in_force.file.as_ref().map(|path| path.display().to_string());
    match args.what {
        None | Some(What::Print) => {
            let exists = in_force.file.as_deref().is_some_and(Path::exists);
            let name = path.unwrap_or_else(|| "no file: no home folder is known".to_owned());
            out.line(format_args!("# {name}{}", if exists { "" } else { " (there is no such file yet)" }))?;
            out.line(format_args!("# themes: {}\n", in_force.themes.names().join(", ")))?;
            out.text(&settings::print(&in_force.settings))?;
            Ok(0)
        }
        Some(What::Path) => {
            let path =
                path.ok_or_else(|| Failure::outside("no home folder is known; set COLDSTART_HOME to one"))?;
            out.line(path)?;
            Ok(0)
        }
        Some(What::Check) => {
            for other in &in_force.others {
                out.line(format_args!("error: {other}\n"))?;
            }
            out.text(&problems::render(&in_force.problems, &in_force.sources, out.styled()))?;
            let found = in_force.problems.len() + in_force.others.len();
            out.line(problems::count(found))?;
            Ok(u8::from(found > 0))
        }
    }
}
