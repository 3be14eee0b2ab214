export interface Chapter {
  readonly start: number;
  readonly title: string;
}

/** Sorted, inside the video, one a moment. */
export function tidyChapters(chapters: readonly Chapter[], duration: number): Chapter[] {
  const seen = new Set<number>();
  return chapters
    .filter((c) => Number.isFinite(c.start) && c.start >= 0 && (duration <= 0 || c.start < duration))
    .sort((a, b) => a.start - b.start)
    .filter((c) => !seen.has(c.start) && seen.add(c.start));
}

export function chapterIndexAt(chapters: readonly Chapter[], time: number): number {
  let index = -1;
  for (const [i, chapter] of chapters.entries()) {
    if (chapter.start <= time) index = i;
  }
  return index;
}

export function chapterAt(chapters: readonly Chapter[], time: number): Chapter | undefined {
  return chapters[chapterIndexAt(chapters, time)];
}

/** How far into its chapter the moment is, 0 to 1. */
export function chapterProgress(chapters: readonly Chapter[], index: number, time: number, duration: number): number {
  const start = chapters[index]?.start ?? 0;
  const end = chapters[index + 1]?.start ?? duration;
  return end > start ? Math.min(1, Math.max(0, (time - start) / (end - start))) : 0;
}

/** Where Ctrl+arrow goes. Back within the first 3 s of a chapter means the one before, as on a record player. */
export function chapterStep(chapters: readonly Chapter[], time: number, direction: 1 | -1): number | undefined {
  const index = chapterIndexAt(chapters, time);
  if (direction === 1) return chapters[index + 1]?.start;
  const current = chapters[index];
  if (current === undefined) return undefined;
  return time - current.start > 3 ? current.start : (chapters[index - 1]?.start ?? 0);
}
