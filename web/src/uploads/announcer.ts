import { fill, words } from '../lib/words.ts';
import type { Queue } from './queue.ts';

/** What a screen reader hears of the uploads: every quarter once, and the end. */
export class Announcer {
  private readonly heard = new Map<string, number>();

  /** The sentence for what is new since the last call; empty when nothing is. */
  next(queue: Queue): string {
    const said: string[] = [];
    for (const row of queue) {
      const quarter = row.state === 'uploaded' ? 4 : row.bytes > 0 ? Math.min(3, Math.floor((row.sent / row.bytes) * 4)) : 0;
      const before = this.heard.get(row.id);
      this.heard.set(row.id, quarter);
      if (before === undefined || quarter <= before) continue;
      said.push(quarter === 4 ? fill(words.tray.spokenDone, { title: row.title }) : fill(words.tray.spoken, { title: row.title, percent: quarter * 25 }));
    }
    return said.join('. ');
  }
}
