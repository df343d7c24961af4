import type { ShellMessages } from "./messages.ts";

const quoted = (name: string): string => `«\u00a0${name}\u00a0»`;

export const frenchShell: ShellMessages = {
  panels: "Panneaux",
  arrange: "Panneaux",
  arrangeHint: "Ce qui est montré, et à quelle place, est conservé dans ce navigateur.",
  notLoaded: (panel) => `Le panneau ${quoted(panel)} n’a pas pu être chargé. La machine n’est pas touchée.`,
  tryAgain: "Réessayer",
  shown: (panel) => `Montrer le panneau ${quoted(panel)}`,
  where: (panel) => `Place du panneau ${quoted(panel)}`,
  column: { lead: "à gauche", centre: "au centre", side: "à droite", foot: "en bas" },
  moveUp: (panel) => `Monter le panneau ${quoted(panel)}`,
  moveDown: (panel) => `Descendre le panneau ${quoted(panel)}`,
  alone: "Seul",
  showAlone: (panel) => `Montrer le panneau ${quoted(panel)} seul, comme au projecteur`,
  asAtFirst: "Comme au début",
  aloneControls: "Panneau montré seul",
  position: (index, count) => `${index} sur ${count}`,
  previous: "Panneau précédent",
  next: "Panneau suivant",
  arrowKeys: "Aussi par les flèches\u00a0; Échap pour revenir",
  fullscreen: "Plein écran",
  wholePage: "Page entière",
  goTo: (panel) => `Aller à ${quoted(panel)}`,
};
