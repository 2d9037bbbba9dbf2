//! What evidence weighs: the numbers of `weights.toml`, and the evidence they are put on.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The pieces of evidence, in order.
pub(super) const NAMES: [&str; 10] = [
    "says",
    "worth",
    "heads",
    "outlets",
    "places",
    "credits",
    "prose",
    "speakers",
    "questions",
    "uncovered",
];

/// What speaks for a split, and against it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence {
    values: [f32; NAMES.len()],
    /// Whether anything shows different places, or says that it is a review.
    pub(super) enough: bool,
    /// Whether there is nothing at all that it could be split into.
    pub(super) none: bool,
}

impl Default for Evidence {
    fn default() -> Evidence {
        Evidence {
            values: [0.0; NAMES.len()],
            enough: true,
            none: false,
        }
    }
}

impl Evidence {
    /// Sets the piece that is called `name`.
    pub(super) fn set(&mut self, name: &str, value: f32) {
        if let Some(at) = NAMES.iter().position(|n| *n == name) {
            self.values[at] = value;
        }
    }

    /// The pieces with their names.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, f32)> {
        NAMES.into_iter().zip(self.values)
    }
}

#[derive(Deserialize)]
struct Table {
    bias: f32,
    no_evidence: f32,
    #[serde(flatten)]
    weights: BTreeMap<String, f32>,
}

/// What each piece weighs.
pub(super) struct Weights {
    bias: f32,
    no_evidence: f32,
    weights: [f32; NAMES.len()],
}

/// The weights. They come with the program; a test reads them, so none can be missing.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.toml")));

impl Weights {
    fn read(text: &str) -> Weights {
        let table: Table = toml::from_str(text).unwrap_or(Table {
            bias: -9.0,
            no_evidence: 0.0,
            weights: BTreeMap::new(),
        });
        Weights {
            bias: table.bias,
            no_evidence: table.no_evidence,
            weights: NAMES.map(|name| table.weights.get(name).copied().unwrap_or(0.0)),
        }
    }

    /// How sure a split is, 0 to 1.
    pub(super) fn confidence(&self, evidence: &Evidence) -> f32 {
        if evidence.none {
            return 0.0;
        }
        let pairs = evidence.values.iter().zip(self.weights);
        let points = self.bias + pairs.map(|(value, weight)| value * weight).sum::<f32>();
        let confidence = 1.0 / (1.0 + (-points).exp());
        if evidence.enough {
            confidence
        } else {
            confidence * self.no_evidence
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_evidence_has_a_weight() {
        let table: Table =
            toml::from_str(include_str!("weights.toml")).expect("weights.toml is read");
        assert!(
            table.weights.keys().eq(NAMES
                .map(str::to_owned)
                .iter()
                .collect::<std::collections::BTreeSet<_>>())
        );
    }
}
