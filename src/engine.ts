/** What a page needs besides itself, as one thing to fetch: to have a machine, or to look at another tab's. */
export { lookAtStrata } from "./look-at-strata.ts";
export { openStrata } from "./open-strata.ts";
