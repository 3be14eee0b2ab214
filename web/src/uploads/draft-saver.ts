export interface Draft {
  title: string;
  description: string;
  visibility: string;
  password?: string;
}

/** Saves the last of several quick changes once, never two at a time. DOM-free: time and network are given. */
export class DraftSaver {
  private pending: Draft | undefined;
  private timer: unknown;
  private saving = false;

  constructor(
    private readonly save: (draft: Draft) => Promise<void>,
    private readonly told: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void,
    private readonly later: (work: () => void) => unknown = (work) => setTimeout(work, 600),
    private readonly never: (timer: unknown) => void = (timer) => clearTimeout(timer as number),
  ) {}

  change(draft: Draft): void {
    this.pending = draft;
    this.never(this.timer);
    this.timer = this.later(() => void this.flush());
  }

  async flush(): Promise<void> {
    if (this.saving || !this.pending) return;
    const draft = this.pending;
    this.pending = undefined;
    this.saving = true;
    this.told('saving');
    try {
      await this.save(draft);
      this.told('saved');
    } catch (error) {
      this.told('failed', error);
    } finally {
      this.saving = false;
    }
    if (this.pending) await this.flush();
  }
}
