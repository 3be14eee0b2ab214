/** 75.4 -> "1:15". With `total` an hour or longer the hours are always there, so that the clock never changes its width. */
export function formatTime(seconds: number, total = seconds): string {
  if (!Number.isFinite(seconds)) return '0:00';
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, '0');
  return h > 0 || total >= 3600 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** 75 -> "1 minute 15 seconds": what a screen reader says for a position. */
export function spokenTime(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts = [
    plural(Math.floor(whole / 3600), 'hour'),
    plural(Math.floor((whole % 3600) / 60), 'minute'),
    plural(whole % 60, 'second'),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' ') : '0 seconds';
}

function plural(n: number, unit: string): string {
  return n === 0 ? '' : `${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** Reads "90", "90.5", "1:30", "1:02:03", "1h2m3s" and "2m"; anything else is undefined. */
export function parseTime(text: string | null | undefined): number | undefined {
  const value = text?.trim().toLowerCase() ?? '';
  if (/^\d+(\.\d+)?s?$/.test(value)) return Number.parseFloat(value);
  if (/^\d+(:[0-5]?\d){1,2}$/.test(value)) return value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const units = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value);
  if (value === '' || units === null) return undefined;
  return Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0);
}

/** The moment a link asks for: `?t=` first, then `#t=`. */
export function startOf(url: URL): number | undefined {
  return parseTime(url.searchParams.get('t')) ?? parseTime(new URLSearchParams(url.hash.slice(1)).get('t'));
}
