import type { NetworkMessages } from "./messages.ts";

export const networkFrench: NetworkMessages = {
  title: "Réseau",
  state: {
    "no-card": "la machine n’a pas de carte réseau",
    off: "la machine est éteinte",
    waiting: "l’invité n’utilise pas encore son adresse",
    connected: "connectée",
  },
  others: ({ value, shown }) => `${shown} ${value < 2 ? "autre machine" : "autres machines"}`,
  onShelf: ({ value, shown }) => `${shown} ${value < 2 ? "fichier sur l’étagère" : "fichiers sur l’étagère"}`,
  address: "Adresse",
  willHave: "donnée quand l’invité en demande une",
  card: "Carte",
  gateway: "Passerelle",
  thisPage: "cette page",
  neighbours: "Autres machines",
  alone: "Aucune. Une machine qui tourne dans un autre onglet de ce navigateur apparaît ici.",
  tryIt: "À taper dans la machine :",
  noInternet: "Rien ne quitte le navigateur : il n’y a ni accès à Internet, ni serveur.",
  shelf: "Étagère",
  shelfHint: "Dans la machine, ces fichiers se récupèrent avec",
  emptyShelf:
    "Rien ici. Ce que l’invité envoie y apparaît aussi ; l’étagère disparaît quand cette page est fermée.",
  fromGuest: "envoyé par l’invité",
  put: "Déposer des fichiers…",
  drop: "Lâchez les fichiers pour les déposer sur l’étagère",
  save: (name) => `Enregistrer ${name}`,
  remove: (name) => `Retirer ${name} de l’étagère`,
  separateStore: "Travailler ici avec un stockage séparé",
  separateStoreHint:
    "Un stockage séparé a ses propres machines et instantanés : deux machines peuvent ainsi tourner en même temps, et se joindre par le réseau.",
  storeName: (name) => `Voici le stockage séparé « ${name} » : ses machines et ses instantanés sont à lui.`,
  firstStore: "Vers le premier stockage",
};
