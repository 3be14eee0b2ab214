/** The monotonic time of one page, and waiting in it. Never the wall clock: that may be set at any moment. */
export interface TimeSource {
  /** Milliseconds with fractions since some moment of this page. */
  now(): number;
  /** Runs once after `ms`; the answer cancels. */
  after(ms: number, run: () => void): () => void;
  /** Runs before the next picture is painted (at most ~17 ms away); the answer cancels. */
  frame(run: () => void): () => void;
}

export const pageTime: TimeSource = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  frame(run) {
    // A hidden page paints nothing: there a timer has to do.
    if (document.hidden) return pageTime.after(8, run);
    const handle = requestAnimationFrame(run);
    return () => cancelAnimationFrame(handle);
  },
};
