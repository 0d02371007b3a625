/** How a purchase was paid. `unknown` is for what came over from the old system; nobody can pay like that. */
export const paymentMethods = ["cash", "mobile_money", "unknown"] as const;
export type PaymentMethod = (typeof paymentMethods)[number];
