/** Which store a page works with, and the addresses of this page with others. */
export interface StorePlace {
  /** Null for the site's first one. */
  readonly name: string | null;
  readonly firstUrl: string;
  /** With a separate one that this page does not have. */
  readonly separateUrl: string;
}
