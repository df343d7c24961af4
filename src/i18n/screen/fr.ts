import type { ScreenMessages } from "./messages.ts";

export const frenchScreen: ScreenMessages = {
  tools: "Écran",
  scale: "Taille de l’écran",
  scales: { fit: "Ajustée", crisp: "Ajustée, nette", "1": "1×", "2": "2×" },
  savePicture: "Enregistrer une image de l’écran",
  copyPicture: "Copier une image de l’écran",
  fullscreen: "Plein écran",
  leaveFullscreen: "Quitter le plein écran",
  both: "Les deux",
  readAloud: "Pour lecteurs d’écran",
  readAloudHint:
    "Dit à un lecteur d’écran ce que la console affiche. Sans cela, les longues sorties vont plus vite.",
};
