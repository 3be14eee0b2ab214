import { checkBytes } from './galois.ts';
import { versions, type QrVersion } from './versions.ts';

const byteMode = 0b0100;

/** The smallest version that holds `bytes` bytes in byte mode; undefined when none does. */
export function versionFor(bytes: number): QrVersion | undefined {
  return versions.find((v) => bytes <= sizeOf(v) - (v.version < 10 ? 2 : 3));
}

/** Data and check bytes, interleaved over the blocks as they are drawn. */
export function codewords(bytes: Uint8Array, version: QrVersion): number[] {
  const data = padded(bytes, version);
  const blocks: number[][] = [];
  let at = 0;
  for (const size of version.blocks) blocks.push(data.slice(at, (at += size)));
  const checks = blocks.map((block) => checkBytes(block, version.check));
  return [...interleaved(blocks), ...interleaved(checks)];
}

function sizeOf(version: QrVersion): number {
  return version.blocks.reduce((sum, size) => sum + size, 0);
}

function padded(bytes: Uint8Array, version: QrVersion): number[] {
  const size = sizeOf(version);
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(byteMode, 4);
  put(bytes.length, version.version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, size * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data: number[] = [];
  for (let i = 0; i < bits.length; i += 8) data.push(bits.slice(i, i + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  for (let pad = 0xec; data.length < size; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

function interleaved(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map((b) => b.length));
  return Array.from({ length: longest }, (_, i) => blocks.map((b) => b[i]).filter((byte) => byte !== undefined)).flat();
}
