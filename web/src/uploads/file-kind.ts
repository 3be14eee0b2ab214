const extensions = new Set(
  ('mp4 m4v mov qt mkv webm ts m2ts mts mxf avi mpg mpeg m2v vob ogv ogg 3gp 3g2 flv wmv asf dv divx f4v ' +
    'mp3 m4a aac wav flac opus').split(' '),
);

/** What is worth sending at all; the server looks into the file and has the last word. */
export function isMedia(file: { name: string; type: string }): boolean {
  const extension = file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase() : '';
  return extensions.has(extension) || (extension === '' && /^(video|audio)\//.test(file.type));
}

/** "treeline_pt1_MASTER.mov" -> "treeline pt1 MASTER". */
export function titleOf(fileName: string): string {
  const stem = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const title = stem.replace(/[_.]+/g, ' ').replace(/\s+/g, ' ').trim();
  return title === '' ? fileName : title.charAt(0).toUpperCase() + title.slice(1);
}

/** The same file chosen again has the same fingerprint; another user's has not. */
export function fingerprintOf(file: { name: string; size: number; lastModified: number }, user: string): string {
  return `${user}/${file.size}/${file.lastModified}/${file.name}`;
}
