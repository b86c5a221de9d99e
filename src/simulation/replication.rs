//! Several independent runs of one scenario, summed up.

use super::figures::{Figures, FunctionFigures};
use super::math::{count_to_f64, student_975};

/// Means over independent runs, of all functions together and of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Replications {
    /// How many runs.
    pub runs: usize,
    /// Mean end of the runs, in seconds of virtual time.
    pub simulated_s: f64,
    /// All functions together.
    pub total: Vec<Estimate>,
    /// Name and figures of each function, in the order of the file.
    pub functions: Vec<(String, Vec<Estimate>)>,
}

/// One figure over several runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Its name, as in [`FunctionFigures::entries`].
    pub name: &'static str,
    /// Unweighted mean over the runs that have it; `None` where none has.
    pub mean: Option<f64>,
    /// 95 % confidence interval of the mean by Student's t; `None` where fewer than two runs have the figure.
    pub ci95: Option<[f64; 2]>,
}

/// A figure of one run under its name.
type Entry = (&'static str, Option<f64>);

/// What a run leaves for the summing up, a few kilobytes at most.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    simulated_s: f64,
    total: Vec<Entry>,
    functions: Vec<(String, Vec<Entry>)>,
}

impl Summary {
    /// The summary of a run.
    pub fn of(run: &Figures) -> Self {
        Self {
            simulated_s: count_to_f64(run.simulated_ns) / 1e9,
            total: run.total.entries(),
            functions: run
                .functions
                .iter()
                .map(|function| (function.name.clone(), FunctionFigures::entries(function)))
                .collect(),
        }
    }
}

/// Sums up runs of the same scenario. They count alike, whatever their order.
pub fn combine(runs: &[Figures]) -> Replications {
    combine_summaries(&runs.iter().map(Summary::of).collect::<Vec<_>>())
}

/// Sums up runs of the same scenario, of which only the summaries are kept.
pub fn combine_summaries(runs: &[Summary]) -> Replications {
    let ends: Vec<Option<f64>> = runs.iter().map(|run| Some(run.simulated_s)).collect();
    let names = runs.first().map_or(&[][..], |run| &run.functions);
    Replications {
        runs: runs.len(),
        simulated_s: estimate("simulated_s", &ends).mean.unwrap_or_default(),
        total: estimates(&runs.iter().map(|run| run.total.as_slice()).collect::<Vec<_>>()),
        functions: names
            .iter()
            .enumerate()
            .map(|(at, (name, _))| {
                let of: Vec<_> =
                    runs.iter().filter_map(|run| Some(run.functions.get(at)?.1.as_slice())).collect();
                (name.clone(), estimates(&of))
            })
            .collect(),
    }
}

fn estimates(runs: &[&[Entry]]) -> Vec<Estimate> {
    let names = runs.first().map_or(&[][..], |run| run);
    names
        .iter()
        .enumerate()
        .map(|(at, &(name, _))| {
            let values: Vec<Option<f64>> =
                runs.iter().map(|run| run.get(at).and_then(|entry| entry.1)).collect();
            estimate(name, &values)
        })
        .collect()
}

/// The mean of one figure over several runs, and its confidence interval. The order of the runs does not matter.
pub fn estimate(name: &'static str, values: &[Option<f64>]) -> Estimate {
    let mut values: Vec<f64> = values.iter().copied().flatten().collect();
    // The same sum whatever the order in which threads hand in their runs.
    values.sort_by(f64::total_cmp);
    let n = count_to_f64(values.len() as u64);
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / n);
    let ci95 = mean.filter(|_| values.len() > 1).map(|mean| {
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let half = student_975(values.len() - 1) * (squares / (n - 1.0) / n).sqrt();
        [mean - half, mean + half]
    });
    Estimate { name, mean, ci95 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_intervals_leave_out_what_a_run_has_not() {
        let runs = [
            vec![("a", Some(1.0)), ("b", None)],
            vec![("a", Some(3.0)), ("b", None)],
            vec![("a", Some(5.0)), ("b", Some(7.0))],
        ];
        let [a, b] = estimates(&runs.each_ref().map(Vec::as_slice))[..] else { panic!("two figures") };
        assert_eq!(a.mean, Some(3.0));
        // 3 ± 4.3027 × 2 / √3.
        let [low, high] = a.ci95.unwrap();
        assert!((high - 7.968_33).abs() < 1e-4 && (low + 1.968_33).abs() < 1e-4, "{low} {high}");
        assert_eq!((b.mean, b.ci95), (Some(7.0), None));
        assert!(estimates(&[]).is_empty());
    }
}
