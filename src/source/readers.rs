//! How many threads read: as many as there are processors, unless they wait for a disk.
//!
//! A thread that reads a file from a cold disk waits for it longer than it then
//! needs to take it apart, and most disks serve several at once as fast as one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// How many threads read from a disk that keeps them waiting.
const MANY: usize = 16;

/// Threads that read files and take them apart.
#[derive(Default)]
pub struct Readers {
    /// How long all of them together were reading since the work began, in nanoseconds.
    reading: AtomicU64,
    /// Those beside the processors' own, once they are needed.
    more: OnceLock<ThreadPool>,
}

impl Readers {
    /// Reads a file.
    pub fn read<T>(&self, read: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let read = read();
        self.reading.fetch_add(nanoseconds(began.elapsed()), Ordering::Relaxed);
        read
    }

    /// Does work in which files are read on all threads. More of them do the next
    /// when these have done little but wait.
    pub fn work<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        if let Some(many) = self.more.get() {
            return many.install(work);
        }
        self.reading.store(0, Ordering::Relaxed);
        let began = Instant::now();
        let done = work();
        let threads = rayon::current_num_threads();
        let share = self.reading.load(Ordering::Relaxed) / threads as u64;
        // Reading from memory takes a tenth to a third of the time, from a disk three quarters.
        if share > nanoseconds(began.elapsed()) / 5 * 3
            && let Ok(many) = ThreadPoolBuilder::new().num_threads(MANY.max(threads)).build()
        {
            self.more.get_or_init(|| many);
        }
        done
    }
}

fn nanoseconds(time: Duration) -> u64 {
    time.as_nanos().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;

    #[test]
    fn more_threads_read_when_those_there_are_wait() {
        // A pool of its own: the other tests' work would have this one wait.
        let two = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        two.install(|| {
            let readers = Readers::default();
            let threads = || readers.work(rayon::current_num_threads);
            assert_eq!(threads(), 2, "nobody has waited");
            readers.work(|| rayon::broadcast(|_| readers.read(|| sleep(Duration::from_secs(1)))));
            assert_eq!(threads(), MANY);
        });
    }
}
