import { Tab } from './devtools.ts';
import type { Rule } from './rules/rule.ts';
import { perform, type Figures, type Reading, type Stage, type Track } from './scenario.ts';
import { Theatre } from './theatre.ts';

/** The last member's processor is this many times slower. */
const slowdown = 4;

/** A room of real browsers on this machine. */
class ChromiumStage implements Stage {
  readonly #tabs: Tab[] = [];
  #entered = 0;

  constructor(private readonly rule: Rule, private readonly count: number, private readonly theatre: Theatre) {}

  async open(): Promise<void> {
    for (let i = 0; i < this.count; i++) this.#tabs.push(await Tab.open(this.theatre.address, i === this.count - 1 ? slowdown : 1));
  }

  async close(): Promise<void> {
    for (const tab of this.#tabs) await tab.close();
  }

  wait(ms: number): Promise<void> {
    return new Promise((done) => setTimeout(done, ms));
  }

  async enter(member: number): Promise<void> {
    await this.#tab(member).run(`bench.enter(${JSON.stringify(this.rule.name)}, ${member})`);
    this.#entered = Math.max(this.#entered, member + 1);
  }

  play(member: number): Promise<void> {
    return this.#tab(member).run('bench.play()');
  }

  seek(member: number, to: number): Promise<void> {
    return this.#tab(member).run(`bench.seek(${to})`);
  }

  jump(member: number, seconds: number): Promise<number> {
    return this.#tab(member).run(`bench.jump(${seconds})`);
  }

  watch(ms: number): Promise<readonly Track[]> {
    return Promise.all(this.#tabs.slice(0, this.#entered).map((tab) => tab.run<Reading[]>(`bench.watch(${ms})`, ms + 30_000)));
  }

  #tab(member: number): Tab {
    const tab = this.#tabs[member];
    if (tab === undefined) throw new Error(`There is no tab ${member}.`);
    return tab;
  }
}

/** @param folder Where the page's script is. */
export async function inChromium(rule: Rule, count: number, seed: number, folder: string, film: string): Promise<Figures> {
  const theatre = await Theatre.open(rule, count, seed, folder, film);
  const stage = new ChromiumStage(rule, count, theatre);
  try {
    await stage.open();
    return await perform(stage, count);
  } finally {
    await stage.close();
    theatre.close();
  }
}
