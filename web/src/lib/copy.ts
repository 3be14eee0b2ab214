/** Copies text. Over plain HTTP there is no clipboard object, so a selection does it. */
export async function copy(text: string): Promise<boolean> {
  if (globalThis.isSecureContext && navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'vh';
  // Outside of an open dialog or the full screen nothing can be selected.
  const parent = document.fullscreenElement ?? document.querySelector('dialog[open]') ?? document.body;
  parent.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
