import type { Quantity } from "../messages.ts";
import type { InsightMessages } from "./messages.ts";

const plural = (quantity: Quantity, one: string, many: string): string =>
  `${quantity.shown}\u00a0${Math.abs(quantity.value) < 2 ? one : many}`;
const blocks = (quantity: Quantity): string => plural(quantity, "bloc", "blocs");
const pages = (quantity: Quantity): string => plural(quantity, "page de mémoire", "pages de mémoire");
const quoted = (name: string): string => `«\u00a0${name}\u00a0»`;

export const frenchInsight: InsightMessages = {
  tree: "Les instantanés en arbre, de gauche à droite dans le temps",
  treeKeys:
    "Les flèches parcourent les branches et passent de l’une à l’autre\u00a0; Entrée mène aux détails.",
  form: "Présentation des instantanés",
  formTree: "Arbre",
  formList: "Liste",
  ownSize: (own, shared) => `occupe ${own} à lui seul, partage ${shared} avec d’autres`,
  reading: "Lecture",
  columnWhat: "Contenu",
  columnPages: "Pages",
  columnSize: "Taille",
  columnValue: "Valeur",
  rowCore: "Processeur et périphériques",
  rowVideo: "Mémoire vidéo, sans ses pages de zéros",
  devicesUnknown: "Les parties de cet état ne peuvent pas être distinguées ici.",
  pagesStored: "Stockées avec cet instantané",
  pagesEarlier: "Stockées avec de plus anciens",
  pagesUsed: "Utilisées\u00a0: pas que des zéros",
  pagesZero: "Zéros, qui n’occupent rien",
  pagesAll: "Toute la mémoire",
  setting: {
    ram: "Mémoire",
    videoMemory: "Mémoire vidéo",
    nic: "Carte réseau",
    firstDisk: "Disque",
    secondDisk: "Second disque",
    bootOrder: "Ordre de démarrage",
  },
  bootDevice: { "hard-disk": "disque dur", "cd-rom": "CD-ROM", floppy: "disquette" },
  imageDisk: (bytes, image) => `${bytes}, sur l’image ${image}`,
  blocksHeld: "Blocs",
  blockFirst: "Premier bloc",
  blockLast: "Dernier bloc",
  diskShare: "Part du disque",
  blockRuns: "Suites de blocs contigus",
  noBlocks: "Aucun bloc de ce disque n’a été écrit.",
  blocksOf: (drive) => `Emplacement des blocs sur le disque ${drive}`,
  moves: (quantity, bytes, layers) =>
    `Déplace ${blocks(quantity)}, ${bytes}, par références, vers ${plural(layers, "couche", "couches")}.`,
  dropsHeld: (quantity) => `Abandonne ${blocks(quantity)} que de plus récents recouvrent.`,
  dropsAll: (quantity, bytes) => `Ne déplace aucun bloc\u00a0; abandonne ${blocks(quantity)}, ${bytes}.`,
  overwrites: (quantity, parent) => `Remplace ${blocks(quantity)} de ${quoted(parent)}.`,
  flattens: (references, copies, bytes) =>
    `Se réfère à ${blocks(references)} des couches du dessous et copie ${blocks(copies)} de l’image de base, ${bytes}.`,
  standsAlone: "Il est déjà autonome.",
  copies: (quantity, bytes) => `Copie ${blocks(quantity)}, ${bytes}.`,
  wipes: (bytes) => `Écraser ce qui devient libre écrit au plus ${bytes}.`,
  wipesNothing: "Il n’y a rien à écraser.",
  pagesDiffer: (quantity, bytes) =>
    `${pages(quantity)} (${bytes}) ${Math.abs(quantity.value) < 2 ? "diffère et sera réécrite" : "diffèrent et seront réécrites"}.`,
  pagesAnew: (quantity, bytes) => `La machine est reconstruite, avec ${pages(quantity)} (${bytes}).`,
  done: (operation, subject, duration) =>
    subject === ""
      ? `${operation}\u00a0: ${duration}`
      : `${operation}, ${quoted(subject)}\u00a0: ${duration}`,
  measured: (quantity, written) => `${blocks(quantity)}, ${written} écrits`,
  asPredicted: "comme prévu",
  predicted: (quantity) => `prévision\u00a0: ${blocks(quantity)}`,
  undo: "Annuler l’opération",
  dismiss: "Masquer le résultat",
  keptBefore: (name) => `L’état d’avant est conservé sous ${quoted(name)}.`,
  cannotUndo: "Cela ne peut pas être annulé.",
  renamed: (before, after) => `${quoted(before)} s’appelle désormais ${quoted(after)}.`,
  noted: (name) => `La note sur ${quoted(name)} a été modifiée.`,
  removeWaits: (name) => `${quoted(name)} va être supprimé.`,
  branchWaits: (name) => `${quoted(name)} et tout ce qui en descend vont être supprimés.`,
  mergeWaits: (name, parent) => `${quoted(name)} va prendre la place de ${quoted(parent)}.`,
  now: "Faire maintenant",
  compare: "Comparer",
  compareHint: "montre les blocs et les pages qui diffèrent entre deux moments",
  compareWith: (name) => `Comparer ${quoted(name)} avec`,
  present: "l’état présent",
  nothingDiffers: "Rien ne diffère\u00a0: tous les blocs et toutes les pages sont les mêmes.",
  sameBytes: "Tous contiennent les mêmes octets.",
  columnDiffer: "Différents",
  disk: (drive) => `Disque ${drive}`,
  memory: "Mémoire",
  ofAll: (count, all) => `${count} sur ${all}`,
  noMemory: "Les mémoires ne se comparent pas\u00a0: l’un des deux n’en conserve pas qui convienne.",
  apartHint:
    "Est compté ce qui a été écrit depuis\u00a0; une partie peut contenir à nouveau les mêmes octets.",
  verify: "Lire les octets",
  verifying: (done, total) => `${done} sur ${total} lus`,
  verified: (quantity) => `Les octets ont été lus\u00a0: ${quantity.shown} réécrits à l’identique.`,
  lane: (name) => `écrits pour ${quoted(name)}`,
  runsShown: (runs) => plural(runs, "suite de blocs", "suites de blocs"),
  runFrom: "De",
  runTo: "À",
  runCount: "Blocs",
  runBy: "Écrits pour",
  byBoth: "les deux",
  moreRuns: (runs) => `et ${plural(runs, "autre suite", "autres suites")}`,
};
