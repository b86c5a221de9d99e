//! Whether SQLite's write-ahead log can be trusted on a file system.
//!
//! The log needs memory that every process of the file shares. On a network file system two machines share none, and SQLite cannot
//! tell (<https://sqlite.org/wal.html>, "all processes using a database must be on the same host computer").

use std::path::Path;

/// True where `path` lies on a local file system; false where it lies on a network, behind FUSE, or where the system does not say.
#[cfg(target_os = "linux")]
pub(super) fn is_local(path: &Path) -> bool {
    /// `f_type` of statfs(2): NFS, CIFS, SMB, SMB 2, AFS (two clients), 9P, Ceph, Coda, NCP, Lustre, GFS2, OCFS2, FUSE, `VirtualBox` folders.
    const SHARED: [i128; 15] = [
        0x6969,
        0xff53_4d42,
        0x517b,
        0xfe53_4d42,
        0x5346_414f,
        0x6b41_4653,
        0x0102_1997,
        0x00c3_6400,
        0x7375_7245,
        0x564c,
        0x0bd0_0bd0,
        0x0116_1970,
        0x7461_636f,
        0x6573_5546,
        0x786f_4256,
    ];
    // The kernel's word may be sign-extended on the way; the magic numbers have 32 bits.
    rustix::fs::statfs(path).is_ok_and(|system| !SHARED.contains(&(i128::from(system.f_type) & 0xffff_ffff)))
}

/// True where `path` lies on a local file system; false where it lies on a network, or where the system does not say.
#[cfg(target_vendor = "apple")]
pub(super) fn is_local(path: &Path) -> bool {
    const MNT_LOCAL: u32 = 0x1000;
    rustix::fs::statfs(path).is_ok_and(|system| system.f_flags & MNT_LOCAL != 0)
}

/// True unless `path` is one of a share (`\\server\share`). A drive letter may stand for a share; SQLite then finds no shared memory
/// and keeps the rollback journal.
#[cfg(windows)]
pub(super) fn is_local(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    !matches!(
        path.components().next(),
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    )
}

/// False: the rollback journal is right everywhere.
#[cfg(not(any(target_os = "linux", target_vendor = "apple", windows)))]
pub(super) fn is_local(_path: &Path) -> bool {
    false
}
