import { discount } from './discount.js'

/** Prices are in cents. */
export function total(items, coupon) {
  const sum = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return sum - discount( sum, coupon )
}

export function isEmpty(items) {
  return items.length === 0;
}
