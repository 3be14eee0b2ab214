/** The address of a video's page, at a moment when one is given. Whole seconds: nobody wants a link with a fraction in it. */
export function watchLink(origin: string, id: string, at?: number): string {
  const url = new URL(`/watch/${encodeURIComponent(id)}`, origin);
  if (at !== undefined && at >= 1) url.searchParams.set('t', String(Math.floor(at)));
  return url.href;
}

export function embedSnippet(origin: string, id: string, title: string, at?: number): string {
  const url = new URL(`/embed/${encodeURIComponent(id)}`, origin);
  if (at !== undefined && at >= 1) url.searchParams.set('t', String(Math.floor(at)));
  return `<iframe src="${escape(url.href)}" title="${escape(title)}" width="640" height="360" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
