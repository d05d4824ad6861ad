import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmpty, total } from "../src/cart.js";
import { deliveryDate } from "../src/delivery.js";

test("adds up what is in the cart", () => {
  assert.equal(total([{ price: 250, quantity: 2 }]), 500);
  assert.equal(isEmpty([]), true);
});

test("delivers the next day what is ordered in time", () => {
  assert.equal(deliveryDate("2026-03-02T13:59:00"), "2026-03-03");
  assert.equal(deliveryDate("2026-03-02T14:00:00"), "2026-03-04");
});
