import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const patienceMs = 30_000;
const partingMs = 5_000;

/** A Chromium of its own with one tab, spoken to over its debugging pipe. */
export class Tab {
  #next = 1;
  #session: string | undefined;
  #rest = '';
  readonly #waiting = new Map<number, { done: (result: Record<string, unknown>) => void; failed: (error: Error) => void }>();

  private constructor(private readonly browser: ChildProcess, private readonly into: Writable, from: Readable, private readonly profile: string) {
    from.setEncoding('utf8');
    from.on('data', (text: string) => this.#hear(text));
    browser.on('exit', () => this.#fail());
  }

  static async open(url: string, slowdown: number): Promise<Tab> {
    const profile = mkdtempSync(join(tmpdir(), 'matinee-bench-sync-'));
    const browser = spawn(
      process.env.CHROMIUM ?? 'chromium',
      ['--headless', '--no-sandbox', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--autoplay-policy=no-user-gesture-required', '--disable-background-networking',
        '--disable-component-update', '--no-first-run', '--mute-audio', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const tab = new Tab(browser, browser.stdio[3] as Writable, browser.stdio[4] as Duplex, profile);
    try {
      await tab.#attach(url, slowdown);
      return tab;
    } catch (error) {
      await tab.close();
      throw error;
    }
  }

  /** Runs an expression in the page and answers with what it comes to. */
  async run<T>(expression: string, ms = patienceMs): Promise<T> {
    const { result, exceptionDetails } = (await this.#call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, ms)) as {
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string }; text: string };
    };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close(): Promise<void> {
    if (this.browser.exitCode === null && this.browser.signalCode === null) {
      const gone = new Promise((done) => this.browser.once('exit', done));
      // Asked first, so that its children end before it.
      this.#call('Browser.close', {}).catch(() => undefined);
      const late = setTimeout(() => this.browser.kill('SIGKILL'), partingMs);
      await gone;
      clearTimeout(late);
    }
    await rm(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async #attach(url: string, slowdown: number): Promise<void> {
    const { targetInfos } = (await this.#call('Target.getTargets', {})) as { targetInfos: { type: string; targetId: string }[] };
    const page = targetInfos.find((t) => t.type === 'page');
    if (page === undefined) throw new Error('Chromium has no tab.');
    const { sessionId } = (await this.#call('Target.attachToTarget', { targetId: page.targetId, flatten: true })) as { sessionId: string };
    this.#session = sessionId;
    await this.#call('Page.navigate', { url });
    if (slowdown > 1) await this.#call('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const end = Date.now() + patienceMs;
    while (!(await this.run<boolean>('typeof bench === "object"')) && Date.now() < end) await new Promise((go) => setTimeout(go, 50));
  }

  #call(method: string, params: object, ms = patienceMs): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.#settle(id)?.failed(new Error(`${method}: no answer within ${ms} ms.`)), ms);
      this.#waiting.set(id, {
        done: (result) => {
          clearTimeout(late);
          resolve(result);
        },
        failed: (error) => {
          clearTimeout(late);
          reject(error);
        },
      });
      this.into.write(JSON.stringify({ id, method, params, ...(this.#session === undefined ? {} : { sessionId: this.#session }) }) + '\0');
    });
  }

  #hear(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const { id, result, error } = JSON.parse(part) as Answer;
      if (id === undefined) continue;
      const waiting = this.#settle(id);
      if (error !== undefined) waiting?.failed(new Error(error.message));
      else waiting?.done(result ?? {});
    }
  }

  #settle(id: number) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.failed(new Error('Chromium has ended.'));
  }
}
