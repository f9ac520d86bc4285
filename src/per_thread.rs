//! One of something for each thread, so that none waits for another.

/// Values of which each thread of the pool has its own; all threads outside it share one,
/// and those of a larger pool some.
#[derive(Debug)]
pub struct PerThread<T>(Vec<T>);

impl<T> PerThread<T> {
    /// Makes one for each thread.
    pub fn new(make: impl Fn() -> T) -> Self {
        Self((0..=rayon::current_num_threads()).map(|_| make()).collect())
    }

    /// The calling thread's own.
    pub fn own(&self) -> &T {
        let pool = self.0.len() - 1;
        &self.0[rayon::current_thread_index().map_or(0, |index| index % pool + 1)]
    }

    /// Those of all threads, for good.
    pub fn into_all(self) -> Vec<T> {
        self.0
    }

    /// Those of all threads.
    pub fn all(&self) -> &[T] {
        &self.0
    }
}
