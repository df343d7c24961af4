/** A text of the page in each of its languages. */
export type SystemText = Readonly<Record<"en" | "fr", string>>;

/** A small system that can be installed over a disk of any size. */
export interface InstallableSystem {
  /** The name in its manifest. */
  readonly id: string;
  /** Address of its manifest, from the folder of the published images. */
  readonly manifest: string;
  /** A proper name, the same in every language. */
  readonly name: string;
  /** One sentence: what it is. */
  readonly about: SystemText;
}

/** In the order in which they are offered. */
export const installableSystems: readonly InstallableSystem[] = [
  {
    id: "basalt",
    manifest: "basalt/manifest.json",
    name: "Basalt",
    about: {
      en: "A small system with a shell of its own, on the screen and the serial console. It is not Linux.",
      fr: "Un petit système avec son propre shell, à l’écran et sur la console série. Ce n’est pas Linux.",
    },
  },
  {
    id: "invaders",
    manifest: "invaders/manifest.json",
    name: "GRUB Invaders",
    about: {
      en: "A game that starts from the disk, without any system. It is played on the screen.",
      fr: "Un jeu qui démarre du disque, sans aucun système. Il se joue à l’écran.",
    },
  },
];
