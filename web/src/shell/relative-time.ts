import { ago } from '../lib/format.ts';

/** <time is> does not exist everywhere: this wraps a time element and says "2 days ago" in the viewer's language and zone. */
export class RelativeTime extends HTMLElement {
  connectedCallback(): void {
    const time = this.querySelector('time');
    const then = new Date(time?.dateTime ?? '');
    if (!time || Number.isNaN(then.getTime())) return;
    const language = document.documentElement.lang || 'en';
    time.textContent = ago(then, new Date(), language);
    time.title = then.toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' });
  }
}
