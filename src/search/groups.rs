//! Things by the number of what they belong to, in one row of memory: the parts of
//! each term, the words of each stem, the postings of each term of a bucket.

/// Things in groups, which are numbered.
pub struct Groups<T> {
    /// Where those of each begin, and where the last ones end.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Groups<T> {
    /// No groups, with room for so many, and about so many things.
    pub fn with_capacity(groups: usize, things: usize) -> Self {
        let mut starts = Vec::with_capacity(groups + 1);
        starts.push(0);
        Self { starts, all: Vec::with_capacity(things) }
    }

    /// Adds the next group.
    pub fn push(&mut self, things: impl IntoIterator<Item = T>) {
        self.all.extend(things);
        self.starts.push(self.all.len() as u32);
    }

    /// The things of a group.
    pub fn of(&self, group: usize) -> &[T] {
        &self.all[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// How many things each group is going to have, where they come in no order of groups.
pub struct Counts(Vec<u32>);

impl Counts {
    /// Those of so many groups: none has any yet.
    pub fn new(groups: usize) -> Self {
        // Two more, so that sums become places, and places ends, where they are.
        Self(vec![0; groups + 2])
    }

    /// Counts a thing.
    pub fn add(&mut self, group: usize) {
        self.0[group + 2] += 1;
    }

    /// Takes the things that were counted.
    pub fn fill<T: Copy + Default>(mut self) -> Filling<T> {
        for at in 2..self.0.len() {
            self.0[at] += self.0[at - 1];
        }
        let all = vec![T::default(); self.0.last().map_or(0, |count| *count as usize)];
        Filling(Groups { starts: self.0, all })
    }
}

/// Groups that are being filled.
pub struct Filling<T>(Groups<T>);

impl<T> Filling<T> {
    /// Puts a thing after those that its group has already.
    pub fn put(&mut self, group: usize, thing: T) {
        let next = &mut self.0.starts[group + 1];
        self.0.all[*next as usize] = thing;
        *next += 1;
    }

    /// The groups, when all things are in them.
    pub fn finish(mut self) -> Groups<T> {
        self.0.starts.pop();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_in_their_groups_in_the_order_in_which_they_came() {
        let things = [(2, 'a'), (0, 'b'), (2, 'c'), (0, 'd'), (2, 'e')];
        let mut counts = Counts::new(4);
        things.iter().for_each(|(group, _)| counts.add(*group));
        let mut filling = counts.fill();
        things.iter().for_each(|(group, thing)| filling.put(*group, *thing));
        let counted = filling.finish();
        let mut pushed = Groups::with_capacity(4, 5);
        ["bd", "", "ace", ""].iter().for_each(|group| pushed.push(group.chars()));
        for groups in [counted, pushed] {
            assert_eq!((0..4).map(|at| groups.of(at).iter().collect()).collect::<Vec<String>>(), ["bd", "", "ace", ""]);
        }
    }
}
