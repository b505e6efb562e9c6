//! Which of many is meant when some are more popular than others.

/// Ranks from 0, of which rank `r` is drawn in proportion to `1 / (r + 1)^exponent`: with 0 all alike, with 1.5
/// every third time the first.
#[derive(Debug)]
pub(crate) struct Zipf {
    /// The chance of each rank or one before it; the last is 1.
    cumulative: Vec<f64>,
}

impl Zipf {
    /// Of so many, at least one.
    pub(crate) fn new(count: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = (1..=count)
            .map(|rank| {
                sum += (rank as f64).powf(-exponent);
                sum
            })
            .collect();
        for chance in &mut cumulative {
            *chance /= sum;
        }
        Self { cumulative }
    }

    /// The rank that belongs to a number drawn evenly from 0 up to 1.
    pub(crate) fn rank(&self, drawn: f64) -> usize {
        let rank = self.cumulative.partition_point(|chance| *chance <= drawn);
        rank.min(self.cumulative.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_rank_is_one_of_them_and_grows_with_what_is_drawn(
            count in 1usize..2_000, exponent in 0.0f64..3.0, a in 0.0f64..1.0, b in 0.0f64..1.0
        ) {
            let zipf = Zipf::new(count, exponent);
            let (low, high) = (zipf.rank(a.min(b)), zipf.rank(a.max(b)));
            prop_assert!(low <= high && high < count);
            prop_assert_eq!(zipf.rank(0.0), 0);
            prop_assert_eq!(zipf.rank(1.0), count - 1);
        }

        #[test]
        fn chances_fall_by_the_exponent(count in 2usize..500, exponent in 0.0f64..3.0) {
            // As many even draws as needed for each rank's share to be seen.
            let draws = 200_000;
            let zipf = Zipf::new(count, exponent);
            let mut drawn = vec![0.0; count];
            for draw in 0..draws {
                drawn[zipf.rank((f64::from(draw) + 0.5) / f64::from(draws))] += 1.0;
            }
            for rank in 1..count {
                let expected = drawn[0] / ((rank + 1) as f64).powf(exponent);
                // Rounding moves at most one draw at each end of a share.
                prop_assert!((drawn[rank] - expected).abs() <= 2.0 + 2.0 / ((rank + 1) as f64).powf(exponent));
            }
        }
    }
}
