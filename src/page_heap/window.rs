//! How many pages a zone keeps warm: as many as it needed at the peak of the last window.
#![forbid(unsafe_code)]

/// The window is watched in this many steps; a peak is forgotten after one window and one step at most.
const STEPS: usize = 4;

/// Peak of a figure over a sliding window of time.
pub struct Window {
    step_ms: u64,
    started_ms: u64,
    peaks: [usize; STEPS + 1],
}

impl Window {
    /// A window of `length_ms` milliseconds.
    pub const fn new(length_ms: u64) -> Self {
        Self { step_ms: length_ms / STEPS as u64, started_ms: 0, peaks: [0; STEPS + 1] }
    }

    /// Change the window's length.
    pub fn set_length(&mut self, length_ms: u64) {
        self.step_ms = length_ms / STEPS as u64;
    }

    /// The figure is `value` now.
    #[inline]
    pub fn note(&mut self, value: usize) {
        let [current, ..] = &mut self.peaks;
        *current = (*current).max(value);
    }

    /// Let time pass to `now_ms`; the figure has been `value` since the last note. Returns the peak.
    pub fn peak(&mut self, now_ms: u64, value: usize) -> usize {
        let passed = now_ms.saturating_sub(self.started_ms);
        if passed >= self.step_ms {
            let steps = passed.checked_div(self.step_ms).unwrap_or(u64::MAX).min(STEPS as u64 + 1);
            for _ in 0..steps {
                self.peaks.rotate_right(1);
                let [current, ..] = &mut self.peaks;
                *current = value;
            }
            self.started_ms = now_ms;
        }
        self.note(value);
        self.peaks.iter().copied().max().unwrap_or(value)
    }

    /// Forget what was needed before.
    pub fn forget(&mut self, value: usize) {
        self.peaks = [value; STEPS + 1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_kept_for_the_window_and_forgotten_soon_after() {
        let mut window = Window::new(1000);
        assert_eq!(window.peak(5000, 10), 10);
        window.note(100);
        assert_eq!(window.peak(5000, 20), 100);
        assert_eq!(window.peak(5900, 20), 100, "inside the window");
        assert_eq!(window.peak(5990, 20), 100);
        for now in [6100, 6300, 6500, 6700] {
            window.peak(now, 20);
        }
        assert_eq!(window.peak(7000, 20), 20, "behind the window");
    }

    #[test]
    fn a_long_pause_forgets_everything_at_once() {
        let mut window = Window::new(1000);
        window.note(100);
        assert_eq!(window.peak(1_000_000, 5), 5);
    }

    #[test]
    fn a_window_of_no_length_keeps_nothing() {
        let mut window = Window::new(0);
        window.note(100);
        assert_eq!(window.peak(1, 5), 5);
    }
}
