//! Reading: comes in a path, goes out a text, from the disk or from what stands in for it. All reads of a run pass here, and here
//! alone is decided what may be read: regular files inside the project, up to a size.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{FileId, SourceFile, SourceMap};

/// Larger files are not read: a template may have 1 MB at most.
pub(crate) const SIZE_LIMIT: u64 = 64 << 20;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// It lies outside the project, by itself or through a link.
    #[error("outside the project, by its name or through a link")]
    Outside,
    /// A folder, a device, a pipe.
    #[error("not a regular file")]
    NotAFile,
    /// Over the size limit.
    #[error("larger than {} MB", SIZE_LIMIT >> 20)]
    TooLarge,
    /// The system refused; with its reason.
    #[error("{0}")]
    Refused(String),
}

/// A place that files are read from.
pub trait Reads: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError>;
}

/// The disk, below some folders.
#[derive(Debug)]
pub struct Disk {
    roots: Vec<PathBuf>,
}

impl Disk {
    /// Reads nothing outside these folders, links followed.
    #[must_use]
    pub fn new(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut roots: Vec<PathBuf> = roots.into_iter().flat_map(|root| [root.canonicalize().ok(), Some(root)]).flatten().collect();
        roots.sort();
        roots.dedup();
        Self { roots }
    }
}

impl Reads for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let refused = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => ReadError::Missing,
            std::io::ErrorKind::PermissionDenied => ReadError::Refused("permission denied".to_owned()),
            kind => ReadError::Refused(kind.to_string()),
        };
        let inside = |path: &Path| self.roots.iter().any(|root| path.starts_with(root));
        // What lies outside by its name is not even looked for.
        if !inside(&normalize(path)) {
            return Err(ReadError::Outside);
        }
        let real = path.canonicalize().map_err(refused)?;
        if !inside(&real) {
            return Err(ReadError::Outside);
        }
        let facts = std::fs::metadata(&real).map_err(refused)?;
        if !facts.is_file() {
            return Err(ReadError::NotAFile);
        }
        if facts.len() > SIZE_LIMIT {
            return Err(ReadError::TooLarge);
        }
        std::fs::read(&real).map_err(refused)
    }
}

/// One file whose text comes from elsewhere (standard input, an editor), over another place.
pub struct Overlay<'r> {
    /// Everything else.
    pub below: &'r dyn Reads,
    /// The file.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Reads for Overlay<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.below.read(path) }
    }
}

/// Files with other texts than they have on the disk, such as those that were mended so far.
pub struct Edited<'r> {
    /// Everything else.
    pub below: &'r dyn Reads,
    /// The texts by path.
    pub files: &'r HashMap<PathBuf, Vec<u8>>,
}

impl Reads for Edited<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.below.read(path),
        }
    }
}

/// The files of a run, each read once.
pub struct Store<'r> {
    reader: &'r dyn Reads,
    start: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    sources: SourceMap,
    by_path: HashMap<PathBuf, Result<FileId, ReadError>>,
}

impl Inner {
    fn loaded(&self, path: &Path) -> Option<Result<(FileId, Arc<SourceFile>), ReadError>> {
        let known = self.by_path.get(path)?;
        Some(known.clone().map(|id| (id, self.sources.shared(id))))
    }
}

impl<'r> Store<'r> {
    /// A store whose names are relative to the folder `start`.
    #[must_use]
    pub fn new(reader: &'r dyn Reads, start: PathBuf) -> Self {
        Self { reader, start, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere leaves the map as it was: entries are only ever added whole.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A file that was loaded before.
    #[must_use]
    pub fn file(&self, id: FileId) -> Arc<SourceFile> {
        self.inner().sources.shared(id)
    }

    /// The file at an absolute path.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn load(&self, path: &Path) -> Result<(FileId, Arc<SourceFile>), ReadError> {
        let path = normalize(path);
        // The guard must not live on into what follows: reading takes long, and locks again.
        let known = self.inner().loaded(&path);
        if let Some(known) = known {
            return known;
        }
        let bytes = self.reader.read(&path);
        let mut inner = self.inner();
        // Another thread may have been faster.
        if let Some(known) = inner.loaded(&path) {
            return known;
        }
        let loaded = bytes.map(|bytes| inner.sources.add(SourceFile::from_bytes(display_name(&path, &self.start), bytes)));
        inner.by_path.insert(path, loaded.clone());
        loaded.map(|id| (id, inner.sources.shared(id)))
    }

    /// All files that were read.
    #[must_use]
    pub fn into_sources(self) -> SourceMap {
        self.inner.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).sources
    }
}

/// A path without `.` and `..`, by its text alone.
#[must_use]
pub fn normalize(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// The name of an absolute path for people standing in the folder `start`: relative, with `/`.
#[must_use]
pub fn display_name(path: &Path, start: &Path) -> String {
    let shared = path.components().zip(start.components()).take_while(|(one, other)| one == other).count();
    // Nothing but the root in common: the absolute path says more than a row of `..`.
    let relative: PathBuf = if shared <= 1 {
        path.to_path_buf()
    } else {
        let up = start.components().skip(shared).map(|_| Component::ParentDir);
        up.chain(path.components().skip(shared)).collect()
    };
    relative.to_string_lossy().replace('\\', "/")
}

/// The project that a path belongs to: the nearest folder above with `.git`, `.authlint.yaml` or a compose file, else its own folder.
#[must_use]
pub fn project_root(path: &Path) -> PathBuf {
    const MARKS: [&str; 4] = [".git", ".authlint.yaml", "serverless-compose.yml", "serverless-compose.yaml"];
    let own = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    own.ancestors().find(|folder| MARKS.iter().any(|mark| folder.join(mark).exists())).unwrap_or(own).to_path_buf()
}

/// Whether the ignore files of a project keep a path out of version control. Asked only of files that are not there: what is kept out
/// on purpose is made elsewhere before a deployment.
#[must_use]
pub fn is_kept_out(path: &Path) -> bool {
    let root = project_root(path);
    path.ancestors().skip(1).take_while(|folder| folder.starts_with(&root)).any(|folder| {
        let file = folder.join(".gitignore");
        if !file.is_file() {
            return false;
        }
        let mut rules = ignore::gitignore::GitignoreBuilder::new(folder);
        // A line that can't be read keeps nothing out.
        let _ = rules.add(&file);
        rules.build().is_ok_and(|rules| rules.matched_path_or_any_parents(path, false).is_ignore())
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_start() {
        let name = |path: &str| display_name(Path::new(path), Path::new("/w/main"));
        assert_eq!(name("/w/main/a/b.yml"), "a/b.yml");
        assert_eq!(name("/w/shared/b.yml"), "../shared/b.yml");
        assert_eq!(name("/tmp/b.yml"), "/tmp/b.yml");
    }

    #[test]
    fn never_reads_outside() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("in");
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(folder.path().join("secret.yml"), "x").unwrap();
        std::fs::write(inside.join("a.yml"), "x").unwrap();
        let disk = Disk::new([inside.clone()]);
        assert_eq!(disk.read(&inside.join("a.yml")), Ok(b"x".to_vec()));
        assert_eq!(disk.read(&inside.join("../secret.yml")), Err(ReadError::Outside));
        assert_eq!(disk.read(&inside), Err(ReadError::NotAFile));
        assert_eq!(disk.read(&inside.join("none.yml")), Err(ReadError::Missing));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.yml"), inside.join("link.yml")).unwrap();
            assert_eq!(disk.read(&inside.join("link.yml")), Err(ReadError::Outside));
        }
    }
}
