import type { Quantity } from "../messages.ts";
import type { BlockMessages } from "./messages.ts";

/** In French, zero and one are singular. */
const plural = ({ value, shown }: Quantity, one: string, many: string): string =>
  `${shown}\u00a0${value < 2 ? one : many}`;

export const frenchBlocks: BlockMessages = {
  title: "Carte des blocs",
  drives: "Disque sur la carte",
  drive: ["Premier disque", "Second disque"],
  zoom: "Agrandissement",
  zoomIn: "Agrandir",
  zoomOut: "Réduire",
  whole: "Disque entier",
  seen: (first, last) => `Blocs ${first} à ${last}`,
  scale: (blocks, bytes) => `une case vaut ${plural(blocks, "bloc", "blocs")}, ${bytes}`,
  reading: "Lecture de la carte…",
  hint: "Pointez une case, ou choisissez-en une, pour voir ce que c’est.",
  howToRead: "Comment lire la carte",
  rule: "La couleur et le motif sont ceux de la couche qui répond à une lecture. Une case qui vaut plusieurs blocs montre la plus récente parmi les leurs, plus pâle là où cette couche en a peu.",
  keys: "Les flèches déplacent, + et − agrandissent et réduisent, Entrée choisit\u00a0; on agrandit aussi à deux doigts, et à la molette dès que la carte a le focus.",
  legend: "Couches sur la carte",
  show: (layer) => `Montrer sur la carte\u00a0: ${layer}`,
  nothing: "rien d’enregistré, des zéros",
  oneCell: (block, layer) => `Bloc ${block}\u00a0: ${layer}`,
  manyCells: (first, last, layer, share) =>
    `Blocs ${first} à ${last}\u00a0: ${layer}, la plus récente ici, répond pour ${share} d’entre eux`,
  emptyCells: (first, last) => `Blocs ${first} à ${last}\u00a0: rien d’enregistré, des zéros`,
  read: "lu à l’instant",
  written: "écrit à l’instant",
  counts: (read, written, copiedUp, flushes) =>
    `Depuis l’ouverture de la carte\u00a0: blocs lus ${read}, écrits ${written}, recopiés ${copiedUp}\u00a0; ${plural(flushes, "vidage", "vidages")} du cache.`,
  copiedUp: (blocks) => `${plural(blocks, "bloc recopié", "blocs recopiés")} vers la couche active.`,
  columnAnswered: "Lectures répondues, en blocs",
  inspector: {
    title: "Un bloc",
    number: "Numéro du bloc",
    range: (last) => `0 à ${last}`,
    look: "L’examiner",
    when: "Tel qu’il était à",
    now: "maintenant",
    outside: (last) => `Ce disque a les blocs 0 à ${last}.`,
    bytes: (first, last) => `Octets ${first} à ${last} du disque.`,
    answeredBy: (layer) => `Répond à une lecture\u00a0: ${layer}.`,
    answeredByNobody: "Aucune couche ne l’a, ni l’image de base\u00a0: une lecture donne des zéros.",
    hidesOlder: (layer) => `Une copie plus ancienne reste intacte en dessous\u00a0: ${layer}.`,
    wouldCopyUp: (layer) =>
      `La couche active n’en a pas de copie. Si une partie du bloc était écrite maintenant, le reste serait d’abord recopié depuis\u00a0: ${layer}.`,
    wouldNotCopyUp: "La couche active n’en a pas de copie. La première écriture en fait une.",
    past: "C’est un moment passé\u00a0: il ne change plus.",
    table: "Les couches qui l’ont, la plus récente d’abord",
    columnLayer: "Couche",
    columnHolds: "En a une copie",
    columnAnswers: "Répond",
    holds: "oui",
    waits: "oui, en mémoire, pas encore durable",
    holdsNot: "non",
    answers: "oui",
    hidden: "cachée par une plus récente",
    contents: "Ce qu’il contient",
    contentsOf: (layer) => `Ce que contient la copie de\u00a0: ${layer}`,
    zeros: "Seulement des zéros.",
    readTime: (time, reads) =>
      reads.value === 1
        ? `Le lire a pris ${time}.`
        : `Le lire prend ${time}, moyenne de ${reads.shown} lectures mesurées à l’instant.`,
  },
  walk: {
    title: "À l’intérieur d’une lecture",
    explanation: "Suivez une demande, de la machine invitée jusqu’à la couche qui répond.",
    thisBlock: (block) => `Suivre une lecture du bloc ${block}`,
    nextRead: "Suivre la prochaine lecture de l’invité",
    waiting: "En attente d’une lecture de l’invité sur son disque…",
    giveUp: "Ne plus attendre",
    machineOff: "La machine n’est pas en marche\u00a0: il n’y a aucune lecture à attendre.",
    steps: "Le chemin de la demande",
    play: "Lancer",
    pause: "Suspendre",
    again: "Relancer",
    back: "Étape précédente",
    next: "Étape suivante",
    close: "Fermer le parcours",
    step: (step, steps) => `Étape ${step} sur ${steps}`,
    guest: "Invité",
    asks: (block) => `L’invité demande le bloc ${block}. Il ne connaît qu’un seul disque, et aucune couche.`,
    notHere: (layer) => `${layer}\u00a0: pas ici. La question descend vers ce qui la porte.`,
    here: (layer) => `${layer}\u00a0: ici. Elle a une copie, et c’est la plus proche qui compte.`,
    passed: (layers) => `${layers.shown} autres couches\u00a0: pas ici non plus.`,
    passedName: (layers) => `${layers.shown} autres couches`,
    zeros: "Personne ne l’a. Ce qui n’a jamais été écrit se lit comme des zéros.",
    zerosName: "Zéros",
    answerName: "De retour chez l’invité",
    answer: (layer) => `L’invité reçoit les octets, de\u00a0: ${layer}. Plus bas, rien n’a été demandé.`,
    answerOfZeros: "L’invité reçoit un bloc de zéros.",
    mark: { here: "ici", "not-here": "pas ici" },
    slowed:
      "Ralenti pour être vu. La vraie lecture n’interroge pas une couche après l’autre\u00a0: toutes sont repliées en une seule carte, où une seule recherche trouve l’endroit, quel que soit le nombre de couches.",
    measured: (time, reads) =>
      reads.value === 1
        ? `Cette lecture a pris en réalité ${time}.`
        : `En réalité elle prend ${time}, moyenne de ${reads.shown} lectures de ce bloc mesurées à l’instant.`,
  },
};
