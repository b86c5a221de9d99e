//! "Did you mean …?": the candidate that a mistyped word most likely stands for.

/// The candidate with the smallest edit distance to `wrong`, where that is small enough to be a slip:
/// at most a third of the word's length, at least one, ignoring case. The first of equals wins.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = wrong.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let right: Vec<char> = candidate.to_lowercase().chars().collect();
            let most = (wrong.len().max(right.len()) / 3).max(1);
            // The difference in length is the least that the distance can be.
            if wrong.len().abs_diff(right.len()) > most {
                return None;
            }
            let distance = edit_distance(&wrong, &right);
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many slips lead from `a` to `b`: insertions, deletions, substitutions and swaps of neighbours, letter by letter.
pub fn slips(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    edit_distance(&letters(a), &letters(b))
}

/// Damerau's distance, optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost one.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_refuses_strangers() {
        let known = ["duration", "memory", "requests"];
        assert_eq!(nearest("memroy", known), Some("memory"));
        assert_eq!(nearest("Duraton", known), Some("duration"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
