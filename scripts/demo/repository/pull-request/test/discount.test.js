import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("a coupon takes its share off", () => {
  assert.equal(total([{ price: 1000, quantity: 1 }], "WELCOME"), 900);
  assert.equal(total([{ price: 1000, quantity: 1 }], "UNKNOWN"), 1000);
});
