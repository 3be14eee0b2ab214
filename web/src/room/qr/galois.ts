/** The field of 256 elements that QR codes count in, with the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
const exponents = new Uint8Array(255);
const logarithms = new Uint8Array(256);

for (let i = 0, value = 1; i < 255; i++) {
  exponents[i] = value;
  logarithms[value] = i;
  value = value << 1;
  if (value > 255) value ^= 0x11d;
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : exponents[(logarithms[a]! + logarithms[b]!) % 255]!; // All of 0..255 are in the tables.
}

/** The Reed-Solomon check bytes of a block. */
export function checkBytes(block: readonly number[], count: number): number[] {
  let divisor = [1];
  for (let i = 0; i < count; i++) {
    const next = [...divisor, 0];
    for (const [j, factor] of divisor.entries()) next[j + 1] = next[j + 1]! ^ multiply(factor, exponents[i]!); // Within the bounds just made.
    divisor = next;
  }
  const rest = [...block, ...new Array<number>(count).fill(0)];
  for (let i = 0; i < block.length; i++) {
    const lead = rest[i]!; // Inside by the loop.
    for (const [j, factor] of divisor.entries()) rest[i + j] = rest[i + j]! ^ multiply(factor, lead); // divisor has count + 1 places.
  }
  return rest.slice(block.length);
}
