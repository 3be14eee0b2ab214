/** How badly a reader would get on with it (ISO/IEC 18004, 7.8.3); the mask with the least is taken. */
export function penalty(dark: readonly (readonly boolean[])[]): number {
  const size = dark.length;
  const at = (x: number, y: number) => dark[y]![x]!; // Callers stay inside.
  let sum = 0;
  let count = 0;
  for (let y = 0; y < size; y++) {
    sum += line(Array.from({ length: size }, (_, x) => at(x, y))) + line(Array.from({ length: size }, (_, x) => at(y, x)));
    for (let x = 0; x < size; x++) {
      if (at(x, y)) count++;
      if (x > 0 && y > 0 && at(x, y) === at(x - 1, y) && at(x, y) === at(x, y - 1) && at(x, y) === at(x - 1, y - 1)) sum += 3;
    }
  }
  return sum + 10 * Math.floor(Math.abs((count * 20) / (size * size) - 10));
}

const lookalikes = ['10111010000', '00001011101'];

function line(cells: readonly boolean[]): number {
  const text = cells.map((c) => (c ? '1' : '0')).join('');
  let sum = 0;
  for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
  for (const pattern of lookalikes) for (let i = text.indexOf(pattern); i >= 0; i = text.indexOf(pattern, i + 1)) sum += 40;
  return sum;
}
