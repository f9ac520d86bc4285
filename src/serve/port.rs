//! Takes a port of this machine, and of no other network.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// The port where a site is served unless another is asked for.
pub const DEFAULT_PORT: u16 = 4000;

/// How many ports are tried after one that is taken.
const TRIES: u16 = 100;

/// A port that is ours.
pub struct Bound {
    /// Listens there; connections wait until somebody answers.
    pub listener: TcpListener,
    /// The port that would have been it, had it been free.
    pub taken: Option<u16>,
    port: u16,
}

impl Bound {
    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://{}:{}/", Ipv4Addr::LOCALHOST, self.port)
    }
}

/// Takes the port that was asked for or, when nobody asked, the first free one
/// from the usual one on. Who asks for a port has a reason, such as a bookmark
/// or a rule of a proxy: another one would be of no use to them.
///
/// # Errors
/// When the port that was asked for is taken, or the system does not let us.
pub fn bind(asked: Option<u16>) -> io::Result<Bound> {
    let first = asked.unwrap_or(DEFAULT_PORT);
    match (listen(first), asked) {
        (Ok(listener), _) => bound(listener, None),
        (Err(error), None) if error.kind() == io::ErrorKind::AddrInUse => {
            let listener = next_free(first).ok_or_else(|| all_taken(first))?;
            bound(listener, Some(first))
        }
        (Err(error), Some(port)) if error.kind() == io::ErrorKind::AddrInUse => Err(is_taken(port)),
        (Err(error), _) => Err(io::Error::new(error.kind(), format!("cannot listen on port {first}: {error}"))),
    }
}

fn bound(listener: TcpListener, taken: Option<u16>) -> io::Result<Bound> {
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok(Bound { listener, taken, port })
}

fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

fn next_free(port: u16) -> Option<TcpListener> {
    (port.saturating_add(1)..=port.saturating_add(TRIES)).find_map(|port| listen(port).ok())
}

fn is_taken(port: u16) -> io::Error {
    let Some(free) = next_free(port).and_then(|listener| listener.local_addr().ok()) else { return all_taken(port) };
    let free = free.port();
    let message = format!("port {port} is taken by another program; port {free} is free: pass --port {free}");
    io::Error::new(io::ErrorKind::AddrInUse, message)
}

fn all_taken(port: u16) -> io::Error {
    let message = format!("port {port} and those after it are taken by other programs; pass --port 0 for any free one");
    io::Error::new(io::ErrorKind::AddrInUse, message)
}
