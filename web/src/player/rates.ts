export const rates: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 4];

/** The next speed of the list in that direction; the same one at its end. */
export function stepRate(rate: number, step: 1 | -1): number {
  const candidates = step === 1 ? rates.filter((r) => r > rate + 1e-6) : rates.filter((r) => r < rate - 1e-6).reverse();
  return candidates[0] ?? rate;
}

export function rateLabel(rate: number): string {
  return `${String(rate)}×`;
}
