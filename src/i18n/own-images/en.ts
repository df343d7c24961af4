import type { OwnImageMessages } from "./messages.ts";

export const englishOwnImages: OwnImageMessages = {
  notices: {
    "address-unreachable": {
      happened: "The image could not be fetched.",
      safe: "Nothing was stored, and the machine was not touched.",
      advice: "You can download it with the browser and open the file here.",
    },
    "file-unwritable": {
      happened: "The file could not be written.",
      safe: "What it held before is kept, and the machine was not touched.",
      advice: "Look whether there is room for it, or choose another place.",
    },
    "image-file-invalid": {
      happened: "This image can't be used.",
      safe: "Nothing was stored, and the machine was not touched.",
      advice:
        "Wanted: the raw image of a disk, a CD-ROM (ISO) or a floppy disk, as it is or packed by gzip or zstd.",
    },
    "medium-in-use": {
      happened: "This medium is in a drive.",
      safe: "It was not removed.",
      advice: "Take it out of the drives of every machine, and remove the snapshots that have it in.",
    },
    "medium-unknown": {
      happened: "This medium is not there any more.",
      safe: "Nothing was changed.",
      advice: "Choose another one.",
    },
  },
  open: "Open an image file…",
  title: "Open an image",
  hint: "The raw image of a disk becomes a new machine; that of a CD-ROM or a floppy disk is kept for the drives. It may be large, and packed by gzip or zstd.",
  as: "Use it as",
  kinds: {
    auto: "what it is",
    disk: "the disk of a new machine",
    "cd-rom": "a CD-ROM",
    floppy: "a floppy disk",
  },
  encryptHint: "the new machine’s disk, memory and pictures; a CD-ROM or a floppy disk is not encrypted.",
  choose: "Choose a file…",
  dropHint: "or drop it on this list",
  drop: "Drop the image here",
  address: "Or its address",
  fetch: "Fetch",
  media: "CD-ROMs and floppy disks",
  mediumKinds: { "cd-rom": "CD-ROM", floppy: "Floppy disk" },
  isIn: (machines) => `in a drive of ${machines.join(", ")}`,
  newMediumName: (name) => `New name for “${name}”`,
  confirmRemoval: (name) => `Remove “${name}”?`,
  lossOfMedium: "No machine can have it in a drive any more.",
  download: "Download the disk",
  downloadHint: (bytes) => `Its raw image, ${bytes}, for other emulators.`,
  downloadHintLive: (bytes) =>
    `Its raw image, ${bytes}, for other emulators; as if the power had been cut at that moment.`,
  found: {
    empty: "The file is empty.",
    "web-page":
      "It is a web page: the address leads to a page about the image, or the server answered with one.",
    "other-format":
      "It is a file of another kind, not the bytes of a disk. A virtual disk can be converted: qemu-img convert -O raw.",
    "other-packing":
      "It is packed in a way that can't be unpacked here. Unpack it first, or pack it by gzip or zstd.",
    "snapshot-file": "It is a snapshot that Strata has saved: open it among the snapshots.",
    "packing-damaged": "The packed file is damaged.",
    "packing-window":
      "It is packed with more memory than can be given here. Pack it again without --ultra or --long.",
    "cut-off": "The file ends too early: a part of it is missing.",
    "odd-size": "Its size is no multiple of 512 bytes, so it is no whole disk.",
    "too-large": "It is larger than 64 GiB.",
    "floppy-size": "No floppy disk has this size; 1,440 KiB is the usual one.",
    "is-cd-rom": "It is the image of a CD-ROM, which is no disk to boot from: it belongs into the drive.",
    "is-disk": "It is the image of a disk: a machine can be made from it.",
    "no-cd-rom": "There is no CD-ROM (ISO 9660) in it.",
  },
  unreachable: {
    address: "This is no address of the web. It has to begin with https://.",
    offline: "This computer is offline.",
    blocked: "The server does not answer, or does not let pages of other sites read it (CORS).",
    status: "The server refused it.",
    "broken-off": "The transfer broke off.",
  },
};
