//! A program in a pseudo-terminal, driven and watched as a person would: by keys and by what is on the screen.
//!
//! The program runs as a foreground job of a small shell, as it does in life. So its exit does not hang up the terminal, what it
//! left behind can be read, and it can be suspended. Tests wait for conditions, never for times; `COLDSTART_TEST_TIMEOUT` (seconds)
//! changes how long until a condition counts as failed. A failure shows the screen and leaves an asciicast in `target/pty`.

#![allow(dead_code, reason = "each integration test uses a part of this")]

use coldstart::input::{Chord, Key};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Runs the program named by its arguments and reports how that went on; `fg` follows each line that is typed.
const SHELL: &str = r#"
"$@"; code=$?
while [ $code -ge 145 ] && [ $code -le 148 ]; do
    echo "[stopped]"
    read line
    fg >/dev/null; code=$?
done
echo "[exit $code]"
read line
"#;

/// What is to be started, and in what surroundings.
pub struct Setup {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    columns: u16,
    rows: u16,
    controlling: bool,
}

impl Setup {
    /// A program at 80 by 24, in an environment with nothing in it but `PATH`, `TERM` and a home of its own.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            columns: 80,
            rows: 24,
            controlling: true,
        }
    }

    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Starts without a shell and without a controlling terminal, so that no SIGHUP is ever sent.
    pub fn without_controlling_terminal(mut self) -> Self {
        self.controlling = false;
        self
    }

    pub fn start(self) -> Pty {
        Pty::start(self)
    }
}

/// What has come from the terminal so far.
struct Seen {
    vt: vt100::Parser,
    raw: Vec<u8>,
    /// When how many bytes had come; for the recording.
    times: Vec<(Duration, usize)>,
    ended: bool,
    released: bool,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// A running program and its terminal.
pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    reader: Option<JoinHandle<()>>,
    shared: Shared,
    home: tempfile::TempDir,
    name: String,
    size: (u16, u16),
    in_shell: bool,
    cooked: Option<String>,
    begun: Instant,
}

impl Pty {
    fn start(setup: Setup) -> Self {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(pty_size(setup.columns, setup.rows)).unwrap();
        let mut command = if setup.controlling {
            let mut shell = CommandBuilder::new("/bin/sh");
            shell.args(["-mc", SHELL, "sh"]);
            shell.arg(&setup.program);
            shell
        } else {
            let mut direct = CommandBuilder::new(&setup.program);
            direct.set_controlling_tty(false);
            direct
        };
        command.args(&setup.arguments);
        command.env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.env("COLDSTART_HOME", home.path().join("coldstart"));
        for (name, value) in setup.environment {
            command.env(name, value);
        }
        command.cwd(home.path());

        let cooked = termios(pair.master.as_ref());
        let begun = now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shared: Shared = Arc::new((
            Mutex::new(Seen {
                vt: vt100::Parser::new(cells(setup.rows), cells(setup.columns), 0),
                raw: Vec::new(),
                times: Vec::new(),
                ended: false,
                released: false,
            }),
            Condvar::new(),
        ));
        let reader = read_on(pair.master.try_clone_reader().unwrap(), Arc::clone(&shared), begun);
        let writer = pair.master.take_writer().unwrap();
        let name = std::thread::current().name().unwrap_or("pty").replace("::", "-");
        Self {
            master: Some(pair.master),
            writer: Some(writer),
            child,
            reader: Some(reader),
            shared,
            home,
            name,
            size: (setup.columns, setup.rows),
            in_shell: setup.controlling,
            cooked,
            begun,
        }
    }

    /// The home folder that the program has for itself.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    // --- what a person does ---

    /// Presses keys, written as in key maps and separated by spaces: `"j j enter ctrl-p"`.
    pub fn press(&mut self, keys: &str) {
        let mut bytes = Vec::new();
        for key in keys.split_whitespace() {
            encode(key.parse().unwrap_or_else(|error| panic!("{error}")), &mut bytes);
        }
        self.send(&bytes);
    }

    /// Types text as it is.
    pub fn text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Pastes text the way a terminal does when bracketed paste is on.
    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Sends bytes, broken ones too.
    pub fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is hung up");
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.seen().vt.screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().expect("the terminal is hung up").resize(pty_size(columns, rows)).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Closes the window: the terminal is gone, for the program and for its shell.
    pub fn hang_up(&mut self) {
        let name = self.master.as_ref().and_then(|master| master.tty_name()).expect("a terminal has a name");
        self.seen().released = true;
        // The reader holds a copy of the terminal and sleeps in a read; one byte wakes it up to let go.
        let mut poke = std::fs::OpenOptions::new().write(true).open(name).unwrap();
        poke.write_all(b" ").unwrap();
        drop(poke);
        self.reader.take().expect("hung up once").join().unwrap();
        self.writer = None;
        self.master = None;
    }

    // --- what a person sees ---

    /// The text on the screen.
    pub fn screen(&self) -> String {
        self.seen().vt.screen().contents()
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.seen().raw.len()
    }

    /// Everything written after the first `from` bytes.
    pub fn bytes_after(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.seen().raw[from..]).into_owned()
    }

    /// Looks at the emulator's state.
    pub fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.seen().vt.screen())
    }

    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?} to appear"), |seen| seen.vt.screen().contents().contains(text));
    }

    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("{text:?} to go away"), |seen| !seen.vt.screen().contents().contains(text));
    }

    /// Waits until the bytes written hold `text`.
    pub fn wait_for_bytes(&self, text: &str) {
        self.wait(&format!("the bytes {text:?}"), |seen| {
            seen.raw.windows(text.len()).any(|window| window == text.as_bytes())
        });
    }

    /// Waits until the program has ended and returns its exit code, as a shell sees it. The terminal lives on.
    pub fn wait_exit(&mut self) -> i32 {
        if !self.in_shell {
            return self.wait_process_end();
        }
        self.wait("the program to end", |seen| exit_code(&seen.raw).is_some());
        exit_code(&self.seen().raw).unwrap()
    }

    /// Waits until the process itself that was started is gone, which after a hang-up is the only sign.
    pub fn wait_process_end(&mut self) -> i32 {
        let deadline = now() + timeout();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.signal(), None, "killed by a signal");
                return i32::try_from(status.exit_code()).unwrap();
            }
            self.check(deadline, "the process to end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The program's process.
    pub fn pid(&self) -> Pid {
        if !self.in_shell {
            return Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap();
        }
        let group = self.master.as_ref().and_then(|master| master.process_group_leader());
        Pid::from_raw(group.expect("a foreground job")).unwrap()
    }

    /// Waits until there is no process `pid` any more.
    pub fn wait_gone_process(&self, pid: Pid) {
        let deadline = now() + timeout();
        while test_kill_process(pid).is_ok() {
            self.check(deadline, &format!("process {pid:?} to end"));
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Fails unless the terminal is as it was: main screen, cursor, no mouse, no paste or focus reports, plain style, cooked.
    pub fn assert_restored(&self) {
        let left: Vec<&str> = self.look(|screen| {
            [
                ("the alternate screen", screen.alternate_screen()),
                ("a hidden cursor", screen.hide_cursor()),
                ("bracketed paste", screen.bracketed_paste()),
                ("mouse reports", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
                ("bold", screen.bold()),
                ("reverse", screen.inverse()),
                (
                    "a colour",
                    screen.fgcolor() != vt100::Color::Default || screen.bgcolor() != vt100::Color::Default,
                ),
            ]
            .into_iter()
            .filter_map(|(mode, on)| on.then_some(mode))
            .collect()
        });
        assert!(left.is_empty(), "left behind: {}{}", left.join(", "), self.report());
        let raw = self.bytes_after(0);
        for (on, off, mode) in [
            ("\x1b[?1004h", "\x1b[?1004l", "focus reports"),
            ("\x1b[?1007h", "\x1b[?1007r", "alternate scroll"),
            ("\x1b[?2026h", "\x1b[?2026l", "synchronized output"),
        ] {
            assert!(raw.rfind(on) <= raw.rfind(off), "left behind: {mode}{}", self.report());
        }
        let now = self.master.as_ref().and_then(|master| termios(master.as_ref()));
        assert_eq!(now, self.cooked, "the terminal's line settings changed{}", self.report());
    }

    // --- behind the scenes ---

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.0.lock().unwrap()
    }

    fn wait(&self, what: &str, mut until: impl FnMut(&Seen) -> bool) {
        let deadline = now() + timeout();
        let mut seen = self.seen();
        while !until(&seen) {
            let left = deadline.saturating_duration_since(now());
            if left.is_zero() || seen.ended {
                let why = if seen.ended { "the terminal closed" } else { "no time left" };
                drop(seen);
                panic!("waited for {what}: {why}{}", self.report());
            }
            seen = self.shared.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    fn check(&self, deadline: Instant, what: &str) {
        assert!(now() < deadline, "waited for {what}: no time left{}", self.report());
    }

    /// The screen as text, and where the recording is.
    fn report(&self) -> String {
        let seen = self.seen();
        let mut report = String::from("\nscreen:\n");
        for row in seen.vt.screen().rows(0, self.size.0) {
            let _ = writeln!(report, "  |{row}");
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pty");
        let path = folder.join(format!("{}.cast", self.name));
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, recording(&seen, self.size)));
        match written {
            Ok(()) => report + &format!("recording: {}\n", path.display()),
            Err(error) => report + &format!("no recording: {error}\n"),
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let Some(pid) =
            self.master.as_ref().and_then(|master| master.process_group_leader()).and_then(Pid::from_raw)
        {
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_on(mut reader: Box<dyn Read + Send>, shared: Shared, begun: Instant) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let count = reader.read(&mut chunk).unwrap_or(0);
            let mut seen = shared.0.lock().unwrap();
            if count == 0 || seen.released {
                seen.ended = true;
                shared.1.notify_all();
                return;
            }
            seen.raw.extend_from_slice(&chunk[..count]);
            seen.vt.process(&chunk[..count]);
            let length = seen.raw.len();
            seen.times.push((begun.elapsed(), length));
            shared.1.notify_all();
        }
    })
}

#[expect(clippy::disallowed_methods, reason = "how long a test waits is no part of what it checks")]
fn now() -> Instant {
    Instant::now()
}

fn timeout() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "tests are configured by the environment")]
    let seconds = std::env::var("COLDSTART_TEST_TIMEOUT").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(30))
}

/// The code in the shell's last line, once that line is complete.
fn exit_code(raw: &[u8]) -> Option<i32> {
    let text = String::from_utf8_lossy(raw);
    let (code, _) = text.rsplit_once("[exit ")?.1.split_once(']')?;
    code.parse().ok()
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// The emulator has at least one cell.
fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

fn termios(master: &dyn MasterPty) -> Option<String> {
    let settings = master.get_termios()?;
    Some(format!(
        "{:?} {:?} {:?} {:?}",
        settings.input_flags, settings.output_flags, settings.local_flags, settings.control_flags
    ))
}

/// What a terminal sends for a key.
fn encode(chord: Chord, bytes: &mut Vec<u8>) {
    let modifier =
        1 + u8::from(chord.has_shift()) + 2 * u8::from(chord.has_alt()) + 4 * u8::from(chord.has_ctrl());
    let mut sequence = |plain: &str, number: u8, last: char| {
        let text = match (modifier, number) {
            (1, _) => format!("\x1b{plain}"),
            _ => format!("\x1b[{number};{modifier}{last}"),
        };
        bytes.extend_from_slice(text.as_bytes());
    };
    match chord.key() {
        Key::Up => sequence("[A", 1, 'A'),
        Key::Down => sequence("[B", 1, 'B'),
        Key::Right => sequence("[C", 1, 'C'),
        Key::Left => sequence("[D", 1, 'D'),
        Key::Home => sequence("[H", 1, 'H'),
        Key::End => sequence("[F", 1, 'F'),
        Key::Insert => sequence("[2~", 2, '~'),
        Key::Delete => sequence("[3~", 3, '~'),
        Key::PageUp => sequence("[5~", 5, '~'),
        Key::PageDown => sequence("[6~", 6, '~'),
        Key::BackTab => sequence("[Z", 1, 'Z'),
        Key::F(n @ 1..=4) => {
            let last = char::from(b'P' + n - 1);
            sequence(&format!("O{last}"), 1, last);
        }
        Key::F(n) => {
            let number = [15, 17, 18, 19, 20, 21, 23, 24][usize::from(n.clamp(5, 12) - 5)];
            sequence(&format!("[{number}~"), number, '~');
        }
        Key::Char(c) => {
            if chord.has_alt() {
                bytes.push(0x1b);
            }
            if chord.has_ctrl() {
                let byte = u8::try_from(c.to_ascii_uppercase()).expect("control goes with ASCII");
                bytes.push(if c == ' ' { 0 } else { byte & 0x1f });
            } else {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        Key::Enter => bytes.push(b'\r'),
        Key::Esc => bytes.push(0x1b),
        Key::Tab => bytes.push(b'\t'),
        Key::Backspace => bytes.push(0x7f),
    }
}

/// The session as an asciicast, version 2.
fn recording(seen: &Seen, size: (u16, u16)) -> String {
    let mut cast = format!("{{\"version\": 2, \"width\": {}, \"height\": {}}}\n", size.0, size.1);
    let mut from = 0;
    for (time, to) in &seen.times {
        let text = String::from_utf8_lossy(&seen.raw[from..*to]);
        let _ = writeln!(cast, "{}", serde_json::json!([time.as_secs_f64(), "o", text]));
        from = *to;
    }
    cast
}
