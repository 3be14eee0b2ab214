const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: 48 bits of time, 80 random ones, sortable as text. `getRandomValues` is there without a secure context too. */
export function ulid(wallClock: number = Date.now(), random: (into: Uint8Array<ArrayBuffer>) => Uint8Array = (into) => crypto.getRandomValues(into)): string {
  let text = '';
  for (let time = Math.floor(wallClock), i = 0; i < 10; i++, time = Math.floor(time / 32)) text = alphabet.charAt(time % 32) + text;
  for (const byte of random(new Uint8Array(16))) text += alphabet.charAt(byte % 32);
  return text;
}
