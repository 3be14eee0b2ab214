/** How fast a film is encoded against its own length, smoothed over the last samples. DOM-free. */
export class SpeedGauge {
  private seconds = 0;
  private at = 0;
  private speed = 0;

  /** A new length of the encoded beginning; answers with the speed, 0 while it is not known. */
  sample(encodedSeconds: number, now: number): number {
    if (this.at === 0 || encodedSeconds < this.seconds) {
      this.seconds = encodedSeconds;
      this.at = now;
      return 0;
    }
    const passed = (now - this.at) / 1000;
    if (encodedSeconds > this.seconds && passed > 0) {
      const current = (encodedSeconds - this.seconds) / passed;
      this.speed = this.speed === 0 ? current : this.speed * 0.6 + current * 0.4;
      this.seconds = encodedSeconds;
      this.at = now;
    }
    return this.speed;
  }
}
