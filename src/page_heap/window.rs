//! How many pages a zone keeps warm: as many as it needed at the peak of the last window.
#![forbid(unsafe_code)]

/// The window is watched in this many steps; a peak is forgotten after one window and one step at most.
const STEPS: usize = 8;

/// Peak of a figure over a sliding window of time.
pub struct Window {
    step_ms: u64,
    started_ms: u64,
    /// The figure since the last note.
    value: usize,
    /// Peaks of the steps, the one that runs in front.
    peaks: [usize; STEPS + 1],
    /// The greatest of them.
    peak: usize,
}

impl Window {
    /// A window of `length_ms` milliseconds.
    pub const fn new(length_ms: u64) -> Self {
        Self { step_ms: length_ms / STEPS as u64, started_ms: 0, value: 0, peaks: [0; STEPS + 1], peak: 0 }
    }

    /// Change the window's length.
    pub fn set_length(&mut self, length_ms: u64) {
        self.step_ms = length_ms / STEPS as u64;
    }

    /// The window's length.
    pub fn length_ms(&self) -> u64 {
        self.step_ms * STEPS as u64
    }

    /// The figure is `value` from `now_ms` on.
    pub fn note(&mut self, now_ms: u64, value: usize) {
        self.advance(now_ms);
        self.value = value;
        let [current, ..] = &mut self.peaks;
        *current = (*current).max(value);
        self.peak = self.peak.max(value);
    }

    /// The greatest figure of the window that ends at `now_ms`.
    pub fn peak(&mut self, now_ms: u64) -> usize {
        self.advance(now_ms);
        self.peak
    }

    /// Forget what was needed before.
    pub fn forget(&mut self) {
        self.peaks = [self.value; STEPS + 1];
        self.peak = self.value;
    }

    fn advance(&mut self, now_ms: u64) {
        let passed = now_ms.saturating_sub(self.started_ms);
        if passed >= self.step_ms {
            let steps = passed.checked_div(self.step_ms).unwrap_or(u64::MAX).min(STEPS as u64 + 1);
            for _ in 0..steps {
                self.peaks.rotate_right(1);
                let [current, ..] = &mut self.peaks;
                *current = self.value;
            }
            self.peak = self.peaks.iter().copied().max().unwrap_or(self.value);
            self.started_ms = now_ms;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_kept_for_the_window_and_forgotten_soon_after() {
        let mut window = Window::new(1000);
        window.note(5000, 100);
        window.note(5010, 20);
        for now in (5000..=6000).step_by(25) {
            assert_eq!(window.peak(now), 100, "inside the window, at {now}");
        }
        for now in (6025..=6175).step_by(25) {
            window.peak(now);
        }
        assert_eq!(window.peak(6200), 20, "behind the window and one step");
    }

    #[test]
    fn a_long_pause_forgets_everything_at_once() {
        let mut window = Window::new(1000);
        window.note(10, 100);
        window.note(20, 5);
        assert_eq!(window.peak(1_000_000), 5);
    }

    #[test]
    fn what_is_needed_after_a_long_pause_is_not_forgotten_with_what_was_before() {
        let mut window = Window::new(1000);
        window.note(10, 7);
        window.note(1_000_000, 100);
        window.note(1_000_000, 0);
        assert_eq!(window.peak(1_000_100), 100);
    }

    #[test]
    fn a_window_of_no_length_keeps_nothing() {
        let mut window = Window::new(0);
        window.note(1, 100);
        window.note(2, 5);
        assert_eq!(window.peak(3), 5);
    }
}
