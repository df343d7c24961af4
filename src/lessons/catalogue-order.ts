/** The exercises that the page has, in the order in which they build on one another. */
export const exerciseIds = ["writes-go-up", "break-and-return"] as const;
