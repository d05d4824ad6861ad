const PERCENT = { WELCOME: 10, 'BLACK-FRIDAY': 25 };

/** What a coupon takes off, in cents; nothing for a coupon that nobody knows. */
export function discount(sum,coupon){
    const percent = PERCENT[coupon] ?? 0;

    return Math.floor(sum*percent/100);
}
