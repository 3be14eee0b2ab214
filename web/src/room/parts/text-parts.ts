import { html, type TemplateResult } from 'lit';

const address = /https?:\/\/[^\s<>"]{3,}/g;
/** Ends a sentence rather than an address. */
const tail = /[.,!?;:)\]}'’]+$/;

export type TextPart = { readonly text: string } | { readonly link: string };

/** Words and web addresses, in order. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const link = match[0].replace(tail, '');
    if (!URL.canParse(link)) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ link });
    at = match.index + link.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

export function linked(text: string): (string | TemplateResult)[] {
  return partsOf(text).map((p) => ('text' in p ? p.text : html`<a class="link" href=${p.link} target="_blank" rel="noopener noreferrer nofollow ugc">${p.link}</a>`));
}
