/** What has to be told where an image of a person's own can't be used. */
type ImageNoticeCode = "address-unreachable" | "image-file-invalid" | "medium-in-use" | "medium-unknown";

interface ImageNotice {
  readonly happened: string;
  readonly safe: string;
  readonly advice: string;
}

export interface OwnImageMessages {
  readonly notices: Record<ImageNoticeCode, ImageNotice>;
  /** What was found in place of an image, by the reason that the error gives. */
  readonly found: Record<ImageFinding, string>;
  /** Why an address gave nothing, by the reason that the error gives. */
  readonly unreachable: Record<AddressFinding, string>;
}

type ImageFinding =
  | "empty"
  | "web-page"
  | "other-format"
  | "other-packing"
  | "snapshot-file"
  | "packing-damaged"
  | "packing-window"
  | "cut-off"
  | "odd-size"
  | "too-large"
  | "floppy-size"
  | "is-cd-rom"
  | "is-disk"
  | "no-cd-rom";

type AddressFinding = "address" | "offline" | "blocked" | "status" | "broken-off";
