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

/// Sums up runs of the same scenario. They count alike, whatever their order.
pub fn combine(runs: &[Figures]) -> Replications {
    let of = |pick: &dyn Fn(&Figures) -> Option<&FunctionFigures>| {
        estimates(&runs.iter().filter_map(pick).map(FunctionFigures::entries).collect::<Vec<_>>())
    };
    let names = runs.first().map_or(&[][..], |run| &run.functions);
    Replications {
        runs: runs.len(),
        simulated_s: runs.iter().map(|run| count_to_f64(run.simulated_ns) / 1e9).sum::<f64>()
            / count_to_f64(runs.len().max(1) as u64),
        total: of(&|run| Some(&run.total)),
        functions: names
            .iter()
            .enumerate()
            .map(|(at, function)| (function.name.clone(), of(&|run| run.functions.get(at))))
            .collect(),
    }
}

fn estimates(runs: &[Vec<(&'static str, Option<f64>)>]) -> Vec<Estimate> {
    let names = runs.first().map_or(&[][..], |run| run);
    names
        .iter()
        .enumerate()
        .map(|(at, &(name, _))| {
            let mut values: Vec<f64> = runs.iter().filter_map(|run| run.get(at)?.1).collect();
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
        })
        .collect()
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
        let [a, b] = estimates(&runs)[..] else { panic!("two figures") };
        assert_eq!(a.mean, Some(3.0));
        // 3 ± 4.3027 × 2 / √3.
        let [low, high] = a.ci95.unwrap();
        assert!((high - 7.968_33).abs() < 1e-4 && (low + 1.968_33).abs() < 1e-4, "{low} {high}");
        assert_eq!((b.mean, b.ci95), (Some(7.0), None));
        assert!(estimates(&[]).is_empty());
    }
}
