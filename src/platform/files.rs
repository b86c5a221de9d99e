//! Writing files that people keep.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file as a whole: into a new one beside it, which then takes its place, so that nobody ever sees half of it.
/// A path that is no regular file (a pipe, `/dev/stdout`) is written to directly.
///
/// # Errors
/// Whatever the file system says; the old file is as it was then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A file that is written piece by piece and is there only once it is whole. Without [`Self::commit`] nothing stays.
#[derive(Debug)]
pub struct WholeFile {
    /// `None` once the file has taken its place.
    writer: Option<BufWriter<File>>,
    /// Where it is written, and where it belongs; `None` for what is no regular file.
    places: Option<(PathBuf, PathBuf)>,
}

impl WholeFile {
    /// Begins a file that will stand at `path`.
    ///
    /// # Errors
    /// Where there can be no file.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(path)?;
            return Ok(Self { writer: Some(BufWriter::new(file)), places: None });
        }
        // A link stays a link: what it points to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let beside = target.with_file_name(name);
        let file = File::create(&beside)?;
        Ok(Self { writer: Some(BufWriter::new(file)), places: Some((beside, target)) })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// Whatever the file system says; the old file is as it was then.
    pub fn commit(mut self) -> io::Result<()> {
        let Some(writer) = self.writer.as_mut() else { return Ok(()) };
        writer.flush()?;
        if let Some((beside, target)) = &self.places {
            writer.get_ref().sync_all()?;
            std::fs::rename(beside, target)?;
        }
        self.writer = None;
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let (Some(_), Some((beside, _))) = (&self.writer, &self.places) {
            let _ = std::fs::remove_file(beside);
        }
    }
}
