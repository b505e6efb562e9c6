//! Finding by a few letters: all of them have to be there, in their order. The better they fit, the higher
//! the score.

use super::item::Item;

/// A letter that begins a word is what people type.
const WORD: u32 = 8;

/// A letter right behind the one before.
const NEXT: u32 = 8;

/// How well the letters of `wanted` fit into `text`; none if they do not. Case and spaces do not matter.
fn score(text: &str, wanted: &str) -> Option<u32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let wanted: Vec<char> = wanted
        .to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    // For each place of the text: the best score of what is wanted so far, its last letter being there.
    let mut best: Vec<Option<u32>> = Vec::new();
    for (nth, letter) in wanted.iter().enumerate() {
        let mut before = (nth == 0).then_some(0);
        let mut now = Vec::with_capacity(text.len());
        for (at, here) in text.iter().enumerate() {
            let previous = at.checked_sub(1);
            let adjoining = previous.and_then(|at| best.get(at).copied().flatten());
            before = before.max(adjoining);
            let reached = adjoining.map(|score| score + NEXT).max(before);
            let begins =
                previous.is_none_or(|at| text.get(at).is_none_or(|c| !c.is_alphanumeric()));
            let gain = 1 + if begins { WORD } else { 0 };
            now.push(reached.filter(|_| here == letter).map(|score| score + gain));
        }
        best = now;
    }
    if wanted.is_empty() {
        return Some(0);
    }
    best.into_iter().flatten().max()
}

/// Of these lines those that fit, group by group as long as nothing is typed, else the best first.
pub(crate) fn fitting(offered: &[Item], typed: &str) -> Vec<Item> {
    let scored = offered.iter().filter_map(|item| {
        let by_title = score(&item.title, typed).map(|score| 2 * score);
        // Other words must fit as words: scattered letters would fit everywhere.
        let by_words = item.about.contains(&typed.trim().to_lowercase());
        let score = by_title.or(by_words.then_some(1))?;
        Some((score, item.clone()))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, item)| (item.group, std::cmp::Reverse(*score)));
    if !typed.trim().is_empty() {
        // A group stands where its best line would.
        let best = |group| {
            let scores = scored.iter().filter(|(_, item)| item.group == group);
            scores.map(|(score, _)| *score).max()
        };
        let ranks: Vec<_> = scored.iter().map(|(_, item)| best(item.group)).collect();
        let mut ranked: Vec<_> = ranks.into_iter().zip(scored).collect();
        ranked.sort_by_key(|(rank, (_, item))| (std::cmp::Reverse(*rank), item.group));
        return ranked.into_iter().map(|(_, (_, item))| item).collect();
    }
    scored.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_letters_have_to_be_there_in_their_order() {
        for (text, wanted, fits) in [
            ("Go to tasks", "gtt", true),
            ("Go to tasks", "tasks", true),
            ("Go to tasks", "TASK go", false),
            ("Go to tasks", "taskss", false),
            ("Übersicht", "über", true),
            ("", "a", false),
        ] {
            assert_eq!(score(text, wanted).is_some(), fits, "{text}, {wanted}");
        }
    }

    #[test]
    fn nothing_wanted_fits_everything_alike() {
        assert_eq!(score("Go to tasks", "  "), Some(0));
        assert_eq!(score("", ""), Some(0));
    }

    #[test]
    fn beginnings_of_words_and_runs_of_letters_come_first() {
        for (wanted, better, worse) in [
            ("ta", "New task", "Go to data"),
            ("nt", "New task", "Agents"),
            ("dark", "Use the dark theme", "Download all remarks"),
        ] {
            assert!(score(better, wanted) > score(worse, wanted), "{wanted}");
        }
    }
}
