//! `diarium serve` as people run it: the program on a copy of the example
//! archive, asked over HTTP, listened to on its terminal, ended with the test.
//! Nothing here waits for a time to pass: it waits for a line or an answer, and
//! gives up when that takes longer than anything should.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{TODAY, repository};

/// Longer than anything takes, on a machine that is busy with other tests too.
const PATIENCE: Duration = Duration::from_secs(60);

/// An archive that may be changed, and room beside it.
pub struct Archive {
    dir: TempDir,
}

impl Archive {
    /// A copy of the example archive.
    pub fn example() -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(archive.temporary()).unwrap();
        for (path, bytes) in super::files(&repository().join("content")) {
            archive.write(&format!("content/{path}"), bytes);
        }
        archive.write("site.toml", fs::read(repository().join("site.toml")).unwrap());
        archive
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("arkiv")
    }

    /// Where the server keeps what is temporary.
    pub fn temporary(&self) -> PathBuf {
        self.dir.path().join("tmp")
    }

    /// A place beside the archive.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file as most editors do: beside, and then renamed, so that it is never seen half-written.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let draft = self.beside("draft");
        fs::write(&draft, bytes).unwrap();
        fs::rename(draft, path).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// Replaces words of a file, once, as somebody who edits it.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} does not say {old:?}");
        self.write(path, text.replacen(old, new, 1));
    }

    /// The program, not yet run, on any free port.
    pub fn serve(&self, arguments: &[&str]) -> Command {
        let mut command = self.serve_somewhere();
        command.args(["--port", "0"]).args(arguments);
        command
    }

    /// The program, not yet run, on whatever port it likes.
    pub fn serve_somewhere(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diarium"));
        command.env("TMPDIR", self.temporary()).arg("serve").arg("--root").arg(self.root());
        command.args(["--as-of", &TODAY.to_string()]);
        command
    }

    /// Serves it on any free port.
    pub fn start(&self, arguments: &[&str]) -> Server {
        Server::start(&mut self.serve(arguments))
    }
}

/// A server that runs.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it printed before it served.
    pub beginning: Vec<String>,
    out: Receiver<String>,
    err: Receiver<String>,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Which generation a page is of, as its reload script says.
    pub fn token(&self) -> String {
        let text = self.text();
        text.split("?after=").nth(1).expect("it has a reload script").split('"').next().unwrap().to_owned()
    }

    /// The body without the reload script, which must be there once.
    pub fn without_script(&self) -> Vec<u8> {
        let text = self.text();
        let (before, rest) =
            text.split_once("<script src=\"/_diarium/client.js?after=").expect("it has a reload script");
        let (token, after) = rest.split_once("\" defer></script>").unwrap();
        assert!(token.len() < 30 && after.starts_with("</body>") || after.starts_with("\n</body>"), "{token} {after}");
        assert!(!after.contains("/_diarium/"));
        format!("{before}{after}").into_bytes()
    }
}

impl Server {
    /// Runs a command that serves, until it does.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        let mut server = Self { child, port: 0, beginning: Vec::new(), out, err };
        server.beginning = server.lines_until(|line| line.starts_with("serving "));
        let line = server.beginning.last().unwrap();
        let port = line.split("http://127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
        server.port = port.parse().unwrap();
        server
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The lines that it prints, up to the first that is looked for.
    pub fn lines_until(&self, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let Ok(line) = self.out.recv_timeout(PATIENCE) else {
                panic!("it printed {lines:#?} and {:#?}", self.complaints());
            };
            lines.push(line);
            if is_it(lines.last().unwrap()) {
                return lines;
            }
        }
    }

    /// The next line that says what came of a build.
    pub fn next_line(&self) -> String {
        self.lines_until(|_| true).remove(0)
    }

    /// The lines that it prints to the error stream, up to the first that is looked for.
    pub fn complaints_until(&self, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| is_it(line)) {
            lines.push(self.err.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it complained {lines:#?}")));
        }
        lines
    }

    /// What it has printed to the error stream so far and nobody has asked for.
    pub fn complaints(&self) -> Vec<String> {
        self.err.try_iter().collect()
    }

    /// Sends bytes and reads the answer to its end.
    pub fn ask_raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// Asks with a method and further header lines.
    pub fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        let head = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}", self.port);
        self.ask_raw(format!("{head}Connection: close\r\n\r\n").as_bytes())
    }

    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "")
    }

    /// Waits, as a page does, until something newer than a page is shown.
    pub fn wait_for_newer(&self, page: &Answer) {
        let began = Instant::now();
        while !self.get(&format!("/_diarium/next.js?after={}", page.token())).text().contains("diarium-newer") {
            assert!(began.elapsed() < PATIENCE, "nothing newer came: {:#?}", self.complaints());
        }
    }

    /// Loads a page anew whenever there is something newer, until it is as wanted.
    pub fn wait_for(&self, target: &str, is_it: impl Fn(&Answer) -> bool) -> Answer {
        let began = Instant::now();
        loop {
            let page = self.get(target);
            if is_it(&page) {
                return page;
            }
            assert!(began.elapsed() < PATIENCE, "{target} never came to be: {}", page.text());
            self.wait_for_newer(&page);
        }
    }

    /// Sends it a signal by name and waits for its end.
    pub fn stop(mut self, signal: &str) -> ExitStatus {
        let sent = Command::new("kill").args([format!("-{signal}"), self.pid().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// A path of the site as a browser asks for it.
pub fn target(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    let encode = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("/{}", path.bytes().map(encode).collect::<String>())
}

/// The folder into which the only server of an archive builds.
pub fn served_folder(temporary: &Path) -> PathBuf {
    let mut folders = fs::read_dir(temporary).unwrap().map(|entry| entry.unwrap().path());
    let is_ours = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("diarium-serve-");
    folders.find(is_ours).expect("the server has a folder").join("site")
}
