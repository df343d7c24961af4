import type { ConfigurationMessages } from "./messages.ts";

export const french: ConfigurationMessages = {
  videoMemory: "Mémoire vidéo",
  cdRom: "CD-ROM",
  floppy: "Disquette",
  emptyDrive: "vide",
  blankFloppy: (bytes) => `vierge, ${bytes}`,
  noMediaHint: "Les images pour les lecteurs s’ouvrent dans la liste des machines.",
  floppyHint: "Une disquette sert à démarrer et aux autres systèmes : le Linux de ce site ne l’utilise pas.",
  insert: "Insérer",
  eject: "Éjecter",
  confirmEjectFloppy: "Éjecter la disquette\u00a0?",
  lossOfFloppy:
    "C’est la copie propre à la machine\u00a0: ce qui y a été écrit sera perdu. Les instantanés pris quand elle était dans le lecteur la conservent.",
  beforeEjecting: "Avant l’éjection de la disquette",
  bootOrder: "Démarre sur",
  bootDevices: { "hard-disk": "disque dur", "cd-rom": "CD", floppy: "disquette" },
  only: (device) => `${device} seulement`,
  inOrder: (devices) => devices.join(", "),
  another: (what) => `autre (${what})`,
  change: (setting, from, to) => `${setting}\u00a0: ${from} → ${to}`,
  revertChanges: "Un retour change\u00a0:",
  becomes: "devient",
};
