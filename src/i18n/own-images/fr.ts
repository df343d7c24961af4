import type { OwnImageMessages } from "./messages.ts";

export const frenchOwnImages: OwnImageMessages = {
  notices: {
    "address-unreachable": {
      happened: "L’image n’a pas pu être obtenue.",
      safe: "Rien n’a été enregistré, et la machine n’a pas été touchée.",
      advice: "Vous pouvez la télécharger avec le navigateur, puis ouvrir le fichier ici.",
    },
    "file-unwritable": {
      happened: "Le fichier n’a pas pu être écrit.",
      safe: "Ce qu’il contenait est conservé, et la machine n’a pas été touchée.",
      advice: "Vérifiez qu’il y a assez de place, ou choisissez un autre endroit.",
    },
    "image-file-invalid": {
      happened: "Cette image n’est pas utilisable.",
      safe: "Rien n’a été enregistré, et la machine n’a pas été touchée.",
      advice:
        "Il faut l’image brute d’un disque, d’un CD-ROM (ISO) ou d’une disquette, telle quelle ou compressée par gzip ou zstd.",
    },
    "medium-in-use": {
      happened: "Ce support est dans un lecteur.",
      safe: "Il n’a pas été supprimé.",
      advice:
        "Retirez-le des lecteurs de toutes les machines, et supprimez les instantanés qui le contiennent.",
    },
    "medium-unknown": {
      happened: "Ce support n’existe plus.",
      safe: "Rien n’a été modifié.",
      advice: "Choisissez-en un autre.",
    },
  },
  open: "Ouvrir une image…",
  title: "Ouvrir une image",
  hint: "L’image brute d’un disque devient une nouvelle machine\u00a0; celle d’un CD-ROM ou d’une disquette est conservée pour les lecteurs. Elle peut être grande, et compressée par gzip ou zstd.",
  as: "L’utiliser comme",
  kinds: {
    auto: "ce qu’elle est",
    disk: "disque d’une nouvelle machine",
    "cd-rom": "CD-ROM",
    floppy: "disquette",
  },
  encryptHint:
    "le disque, la mémoire et les images d’écran de la nouvelle machine\u00a0; un CD-ROM ou une disquette n’est pas chiffré.",
  choose: "Choisir un fichier…",
  dropHint: "ou déposez-le sur cette liste",
  drop: "Déposez l’image ici",
  address: "Ou son adresse",
  fetch: "Obtenir",
  media: "CD-ROM et disquettes",
  mediumKinds: { "cd-rom": "CD-ROM", floppy: "Disquette" },
  isIn: (machines) => `dans un lecteur de ${machines.join(", ")}`,
  newMediumName: (name) => `Nouveau nom de «\u00a0${name}\u00a0»`,
  confirmRemoval: (name) => `Supprimer «\u00a0${name}\u00a0»\u00a0?`,
  lossOfMedium: "Aucune machine ne pourra plus l’avoir dans un lecteur.",
  download: "Télécharger le disque",
  downloadHint: (bytes) => `Son image brute, ${bytes}, pour d’autres émulateurs.`,
  downloadHintLive: (bytes) =>
    `Son image brute, ${bytes}, pour d’autres émulateurs\u00a0; comme après une coupure de courant à cet instant.`,
  found: {
    empty: "Le fichier est vide.",
    "web-page":
      "C’est une page web\u00a0: l’adresse mène à une page qui présente l’image, ou le serveur en a renvoyé une.",
    "other-format":
      "C’est un fichier d’un autre type, pas le contenu brut d’un disque. Un disque virtuel se convertit\u00a0: qemu-img convert -O raw.",
    "other-packing":
      "Sa compression n’est pas prise en charge ici. Décompressez-le d’abord, ou compressez-le par gzip ou zstd.",
    "snapshot-file": "C’est un instantané enregistré par Strata\u00a0: ouvrez-le parmi les instantanés.",
    "packing-damaged": "Le fichier compressé est endommagé.",
    "packing-window":
      "Sa compression demande plus de mémoire qu’il n’est possible d’en donner ici. Compressez-le à nouveau sans --ultra ni --long.",
    "cut-off": "Le fichier s’arrête trop tôt\u00a0: il en manque une partie.",
    "odd-size": "Sa taille n’est pas un multiple de 512\u00a0octets\u00a0: ce n’est pas un disque entier.",
    "too-large": "Elle dépasse 64\u00a0Gio.",
    "floppy-size": "Aucune disquette n’a cette taille\u00a0; la plus courante est de 1\u202f440\u00a0Kio.",
    "is-cd-rom": "C’est l’image d’un CD-ROM, pas un disque de démarrage\u00a0: sa place est dans le lecteur.",
    "is-disk": "C’est l’image d’un disque\u00a0: elle peut devenir une machine.",
    "no-cd-rom": "Elle ne contient pas de CD-ROM (ISO 9660).",
  },
  unreachable: {
    address: "Ce n’est pas une adresse du web. Elle doit commencer par https://.",
    offline: "Cet ordinateur est hors ligne.",
    blocked: "Le serveur ne répond pas, ou n’autorise pas les pages d’autres sites à le lire (CORS).",
    status: "Le serveur l’a refusée.",
    "broken-off": "Le transfert s’est interrompu.",
  },
};
