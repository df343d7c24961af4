/** What has to be told where an image of a person's own can't be used. */
type ImageNoticeCode =
  | "address-unreachable"
  | "file-unwritable"
  | "image-file-invalid"
  | "medium-in-use"
  | "medium-unknown";

type MediumKind = "cd-rom" | "floppy";

interface ImageNotice {
  readonly happened: string;
  readonly safe: string;
  readonly advice: string;
}

export interface OwnImageMessages {
  readonly notices: Record<ImageNoticeCode, ImageNotice>;
  readonly open: string;
  readonly title: string;
  readonly hint: string;
  readonly as: string;
  readonly kinds: Record<"auto" | "disk" | MediumKind, string>;
  readonly encryptHint: string;
  readonly choose: string;
  readonly dropHint: string;
  readonly drop: string;
  readonly address: string;
  readonly fetch: string;
  /** Heading of the list of media. */
  readonly media: string;
  readonly mediumKinds: Record<MediumKind, string>;
  readonly isIn: (machines: readonly string[]) => string;
  readonly newMediumName: (name: string) => string;
  readonly confirmRemoval: (name: string) => string;
  readonly lossOfMedium: string;
  readonly download: string;
  readonly downloadHint: (bytes: string) => string;
  readonly downloadHintLive: (bytes: string) => string;
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
