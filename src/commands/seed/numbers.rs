//! Which rows of a file the rows of a COPY are: lines with other members go by other COPYs.

/// Numbers of rows in the order in which they were sent, stretches of neighbours as one.
#[derive(Debug, Clone, Default)]
pub(super) struct RowNumbers(Vec<Stretch>);

#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: usize,
    count: usize,
}

impl RowNumbers {
    /// Adds further rows.
    pub(super) fn extend(&mut self, numbers: impl IntoIterator<Item = usize>) {
        for number in numbers {
            match self.0.last_mut() {
                Some(last) if last.first + last.count == number => last.count += 1,
                _ => self.0.push(Stretch {
                    first: number,
                    count: 1,
                }),
            }
        }
    }

    /// Adds those of another COPY.
    pub(super) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    /// The row of the file that is row `sent` (1-based) of what was sent; the same number where
    /// nothing is known, since the others send all of their rows in their order.
    pub(super) fn row(&self, sent: usize) -> usize {
        let mut before = 0;
        for stretch in &self.0 {
            if let Some(within) = sent.checked_sub(before + 1)
                && within < stretch.count
            {
                return stretch.first + within;
            }
            before += stretch.count;
        }
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_across_stretches() {
        let mut numbers = RowNumbers::default();
        assert_eq!(numbers.row(3), 3, "nothing is known");
        numbers.extend([1, 2, 5, 6, 9]);
        let mut more = RowNumbers::default();
        more.extend([10, 12]);
        numbers.append(more);
        let found: Vec<usize> = (1..=7).map(|sent| numbers.row(sent)).collect();
        assert_eq!(found, [1, 2, 5, 6, 9, 10, 12]);
    }
}
