const afterMs = 3000;

/** Hides the controls 3 s after the last sign of life, never while one of them has the focus ring or a menu is open. */
export class Idle {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: HTMLElement, private readonly mayHide: () => boolean, signal: AbortSignal) {
    const wake = () => this.wake();
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) host.addEventListener(type, wake, { signal });
    host.addEventListener('pointerleave', () => this.#sleepSoon(600), { signal });
    for (const type of ['play', 'pause']) host.querySelector('video')?.addEventListener(type, wake, { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  wake(): void {
    this.host.removeAttribute('data-idle');
    this.#sleepSoon(afterMs);
  }

  toggle(): void {
    if (this.host.hasAttribute('data-idle')) this.wake();
    else this.#hide();
  }

  #sleepSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), ms);
  }

  #hide(): void {
    if (!this.mayHide() || this.host.querySelector('.player__ui :focus-visible') !== null) return;
    this.host.setAttribute('data-idle', '');
  }
}
