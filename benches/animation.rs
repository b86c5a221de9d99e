//! Frames of the animation: computing what has happened since the last one, and drawing it, in a fleet of two thousand environments
//! under ten thousand requests a second at 120 by 40. `cargo bench --bench animation`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a stopwatch that prints, and may stop at the first surprise"
)]

use coldstart::animation::{Reel, Scene};
use coldstart::app::animation::{Motion, Theatre, View};
use coldstart::app::desk::Tools;
use coldstart::course::Course;
use coldstart::simulation::Scenario;
use coldstart::ui::{Theme, paint_alone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// 10,000 requests a second of 200 ms each keep 2,000 environments busy.
const BUSY: &str = r#"
name = "bench"
seed = 1
duration = "2m"

[account]
concurrency = 5000
scaling_rate = 0

[[function]]
name = "api"
memory = "512MB"
timeout = "10s"
init.download = "50ms"
init.function = "100ms"
duration.warm = { exponential = { mean = "200ms" } }

[[function.source]]
arrivals = { poisson = { rate = "10000/s" } }
"#;
const FRAMES: u32 = 300;

/// Time that this thread has had on a processor, where the system tells: on a machine that others use it says more than the clock.
fn on_cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = told.split_whitespace().next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(ns.unwrap_or(0))
}

fn main() {
    let tools = Tools::of(&Course::built_in()).unwrap();
    let scenario = Scenario::parse("bench", BUSY, &tools.simulation, 1 << 30).unwrap();
    let scene = Scene {
        seed: scenario.seed,
        scenario,
        title: "bench".to_owned(),
        book: tools.book.clone(),
        limits: tools.rules.limits.clone(),
        region: "us-east-1".to_owned(),
    };
    let begun = Instant::now();
    let reel = Reel::new(scene).unwrap();
    println!("made in {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let mut theatre = Theatre::new(reel, Motion::SMOOTH);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    for view in View::ALL {
        theatre.pause();
        theatre.set_view(view);
        theatre.seek(20_000_000_000);
        // Real time.
        theatre.set_speed(
            coldstart::animation::SPEEDS.iter().position(|it| it.times == 1 && it.over == 1).unwrap(),
        );
        let mut clock = Duration::ZERO;
        theatre.play(clock);
        let (mut times, mut busy) = (Vec::new(), Vec::new());
        for _ in 0..FRAMES {
            clock += Motion::SMOOTH.frame;
            let (begun, worked) = (Instant::now(), on_cpu());
            theatre.tick(clock);
            buffer.reset();
            paint_alone(&theatre, Theme::terminal(), &mut buffer);
            times.push(begun.elapsed());
            busy.push(on_cpu().saturating_sub(worked));
            black_box(&buffer);
        }
        times.sort_unstable();
        busy.sort_unstable();
        let of =
            |times: &[Duration], share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        let at = |share| of(&times, share);
        let environments = theatre.reel().unwrap().snapshot().environments.len();
        println!(
            "{:<9} {environments} environments: median {:.2} ms, p99 {:.2} ms, slowest {:.2} ms of {FRAMES} frames; on the processor {:.2}, {:.2}, {:.2} ms",
            view.name(),
            at(50),
            at(99),
            at(100),
            of(&busy, 50),
            of(&busy, 99),
            of(&busy, 100),
        );
    }
}
