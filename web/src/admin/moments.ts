/** "12 s ago", "4 min ago"; coarse, for something that is looked at every second. */
export function since(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Puts the moments under a root into the viewer's zone; before they are shown, so that nothing flickers. */
export function localise(root: ParentNode, now: number): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-clock]')) {
    const then = Date.parse(time.dateTime);
    if (Number.isNaN(then)) continue;
    const text = time.dataset.clock === 'ago' ? since(then, now) : (now - then < 86_400_000 ? clock : day).format(then);
    if (time.textContent !== text) time.textContent = text;
  }
}
