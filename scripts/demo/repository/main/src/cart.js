/** Prices are in cents. */
export function total(items) {
  return items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}

export function isEmpty(items) {
  return items.length === 0;
}
