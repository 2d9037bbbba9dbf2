//! The rows with what CACHE.md asks of them, what was measured, and both printed.

use std::collections::BTreeMap;

/// Who did the work of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    /// tidings.
    Ours,
    /// SQLite, tuned.
    F,
    /// SQLite as newsboat lays it out.
    N,
    /// The machine alone.
    Floor,
}

/// What a row counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Milliseconds,
    Megabytes,
}

/// What must hold of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    /// At most so many times F, N and the floor.
    most: [Option<f64>; 3],
    /// At most so much at 100k and at 1M.
    amount: Option<[f64; 2]>,
}

const fn row(name: &'static str, most: [Option<f64>; 3], amount: Option<[f64; 2]>) -> Target {
    Target {
        name,
        unit: Unit::Milliseconds,
        most,
        amount,
    }
}

const fn megabytes(name: &'static str, most: [Option<f64>; 3], amount: Option<[f64; 2]>) -> Target {
    Target {
        name,
        unit: Unit::Megabytes,
        most,
        amount,
    }
}

/// The rows, in the order in which they are printed. A name that ends in a colon stands for several.
pub(crate) const ROWS: [Target; 22] = [
    row(
        "first frame, warm",
        [Some(0.5), Some(0.1), None],
        Some([10.0, 60.0]),
    ),
    row(
        "first frame, cold",
        [Some(0.5), None, None],
        Some([20.0, 100.0]),
    ),
    row("program to its first byte", [None; 3], Some([10.0, 60.0])),
    row("program to its first frame", [None; 3], None),
    row(
        "all headers, warm",
        [Some(0.6), None, Some(8.0)],
        Some([60.0, 600.0]),
    ),
    row(
        "all headers, cold",
        [Some(0.35), None, None],
        Some([120.0, 1000.0]),
    ),
    row(
        "open a text, warm",
        [Some(1.0), None, None],
        Some([0.1, 0.3]),
    ),
    row(
        "open a text, cold",
        [Some(1.0), None, None],
        Some([2.0, 5.0]),
    ),
    row(
        "scan, as typed:",
        [Some(0.3), None, Some(2.0)],
        Some([150.0, 2000.0]),
    ),
    row(
        "scan, any case:",
        [Some(0.3), None, Some(3.0)],
        Some([300.0, 3000.0]),
    ),
    row(
        "add 200 to 20 outlets",
        [Some(1.0), None, None],
        Some([10.0, 12.0]),
    ),
    row("mark 1", [Some(1.0), None, Some(1.5)], None),
    row("bookmark again or off", [Some(1.0), None, Some(1.5)], None),
    row("bookmark with its copy", [None, None, Some(1.5)], None),
    row("mark 10,000", [Some(0.1), None, None], Some([5.0, 5.0])),
    row("fold the marks", [None; 3], Some([50.0, 250.0])),
    row(
        "expire a tenth of an outlet",
        [None; 3],
        Some([50.0, 300.0]),
    ),
    row("compact an outlet", [None; 3], None),
    megabytes("disk", [Some(0.95), None, Some(1.06)], None),
    megabytes("memory, first frame", [None; 3], Some([12.0, 40.0])),
    megabytes("memory, program", [None; 3], Some([20.0, 48.0])),
    megabytes(
        "memory, all headers",
        [Some(0.35), None, None],
        Some([45.0, 120.0]),
    ),
];

/// Everything that was measured.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    values: BTreeMap<(usize, String), BTreeMap<By, Vec<f64>>>,
    /// What is worth knowing besides, a line each.
    pub(crate) notes: Vec<String>,
}

impl Measured {
    /// Takes one value down, in milliseconds or in megabytes of a million bytes.
    pub(crate) fn note(&mut self, name: &str, by: By, value: f64) {
        let is_it = |row: &Target| {
            row.name == name || (row.name.ends_with(':') && name.starts_with(row.name))
        };
        let at = ROWS.iter().position(is_it).expect("a row of the table");
        let values = self.values.entry((at, name.to_owned())).or_default();
        values.entry(by).or_default().push(value);
    }

    /// The table of a cache with so many articles, as Markdown.
    pub(crate) fn table(&self, articles: usize) -> String {
        let mut lines = vec![
            [
                "", "÷ F", "÷ N", "÷ floor", "must be", "", "ours", "F", "N", "floor", "at most",
                "",
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        for ((at, name), values) in &self.values {
            lines.push(cells(&ROWS[*at], name, values, articles));
        }
        let widths: Vec<usize> = (0..lines[0].len())
            .map(|at| {
                lines
                    .iter()
                    .map(|line| line[at].chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let rule = widths.iter().enumerate().map(|(at, width)| match at {
            0 | 4 | 5 | 11 => "-".repeat((*width).max(3)),
            _ => format!("{}:", "-".repeat((*width).max(3) - 1)),
        });
        lines.insert(1, rule.collect());
        let mut table = String::new();
        for line in lines {
            for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
                let width = (*width).max(3);
                table += &match at {
                    0 | 4 | 5 | 11 => format!("| {cell:width$} "),
                    _ => format!("| {cell:>width$} "),
                };
            }
            table += "|\n";
        }
        table
    }
}

fn cells(
    row: &Target,
    name: &str,
    values: &BTreeMap<By, Vec<f64>>,
    articles: usize,
) -> Vec<String> {
    let value = |by| values.get(&by).map(|values| median(values));
    let ours = value(By::Ours);
    let others = [By::F, By::N, By::Floor];
    let ratios = others.map(|by| Some(ours? / value(by)?));
    let mut cells = vec![name.to_owned()];
    cells.extend(ratios.map(|ratio| ratio.map_or_else(String::new, short)));
    let signs = ["F", "N", "floor"];
    let must = row.most.iter().zip(signs);
    let must = must.filter_map(|(most, sign)| most.map(|most| format!("≤ {most} {sign}")));
    cells.push(must.collect::<Vec<_>>().join(", "));
    let asked = row.most.iter().zip(&ratios);
    let held: Vec<bool> = asked
        .filter_map(|(most, ratio)| Some((*ratio)? <= (*most)?))
        .collect();
    cells.push(verdict(held));
    cells.push(ours.map_or_else(String::new, short));
    cells.extend(others.map(|by| value(by).map_or_else(String::new, short)));
    let amount = row.amount.and_then(|amounts| match articles {
        100_000 => Some(amounts[0]),
        1_000_000 => Some(amounts[1]),
        _ => None,
    });
    let unit = match row.unit {
        Unit::Milliseconds => "ms",
        Unit::Megabytes => "MB",
    };
    cells.push(amount.map_or_else(|| unit.to_owned(), |amount| format!("{amount} {unit}")));
    let held = amount.zip(ours).map(|(most, ours)| ours <= most);
    cells.push(verdict(held.into_iter().collect()));
    cells
}

fn verdict(held: Vec<bool>) -> String {
    match held.iter().all(|held| *held) {
        _ if held.is_empty() => "",
        true => "holds",
        false => "misses",
    }
    .to_owned()
}

/// The value in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
        _ => sorted[middle],
    }
}

/// Three digits, as far as they matter.
fn short(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 0.1 => format!("{v:.2}"),
        v => format!("{v:.4}"),
    }
}
